"""Judges trained models: judge.py scenes SRC OUT | onnx FOLDER | sklearn FOLDER. Prints JSON."""
import json
import sys

import numpy as np


def write_scenes(src, out):
    """Three clear dates of eo-learn's piece of Slovenia as GeoTIFFs, and its land use as GeoJSON."""
    import geopandas
    import rasterio
    from rasterio.crs import CRS
    from rasterio.transform import from_bounds

    dates = np.load(src + '/REFERENCE_SCENES.npy')[2:]
    ring = np.array(json.load(open(src + '/bbox.geojson'))['coordinates'][0])
    _, height, width, count = dates.shape
    names = ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B8A', 'B09', 'B10', 'B11', 'B12']
    place = dict(transform=from_bounds(*ring.min(0), *ring.max(0), width, height), crs=CRS.from_epsg(32633))
    for i, bands in enumerate(dates):
        facts = dict(driver='GTiff', width=width, height=height, count=count, dtype='float32', **place)
        with rasterio.open(f'{out}/date-{i}.tif', 'w', **facts) as scene:
            scene.descriptions = names
            scene.write(bands.transpose(2, 0, 1))
    uses = geopandas.read_file(src + '/LULC.gpkg')
    uses = uses[uses.LULC_NAME.notna() & (uses.LULC_NAME != 'cultivated land')]
    uses[['LULC_NAME', 'geometry']].to_crs(4326).to_file(f'{out}/labels.geojson', driver='GeoJSON')
    return {'dates': len(dates), 'labels': len(uses)}


def read_table(folder, name, width):
    values = np.fromfile(f'{folder}/{name}.features', '<f4').reshape(width, -1).T
    return values, np.fromfile(f'{folder}/{name}.classes', 'u1')


def ask_onnx(folder):
    """Whether the models are well-formed, and what ONNX Runtime for Python makes of a table of samples."""
    import onnx
    import onnxruntime

    found = {}
    facts = json.load(open(folder + '/facts.json'))
    for name in facts['models']:
        model = onnx.load(f'{folder}/{name}/model.onnx')
        onnx.checker.check_model(model, full_check=True)
        values, _ = read_table(folder, 'holdOut', facts['width'])
        image = np.ascontiguousarray(values.T)[None, :, None, :]
        answers = []
        for threads in (1, 2):
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            session = onnxruntime.InferenceSession(f'{folder}/{name}/model.onnx', options)
            classes, scores = session.run(['classes', 'scores'], {'features': image})
            answers.append([classes.ravel().tolist(), scores.sum(1).ravel().tolist()])
        assert answers[0][0] == answers[1][0]
        found[name] = {'classes': answers[0][0], 'sums': answers[0][1], 'metadata': {p.key: p.value for p in model.metadata_props}}
    return found


def ask_sklearn(folder):
    """Share of the held-out samples that scikit-learn's models know, learning from the same samples."""
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

    width = json.load(open(folder + '/facts.json'))['width']
    train, classes = read_table(folder, 'train', width)
    held, truth = read_table(folder, 'holdOut', width)
    models = {
        'forest': RandomForestClassifier(100, random_state=1),
        'boosting': HistGradientBoostingClassifier(random_state=1),
    }
    return {name: float((model.fit(train, classes).predict(held) == truth).mean()) for name, model in models.items()}


COMMANDS = {'scenes': write_scenes, 'onnx': ask_onnx, 'sklearn': ask_sklearn}
print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
