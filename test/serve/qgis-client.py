"""qgis-client.py URL COLLECTION WEST SOUTH EAST NORTH: opens a collection as a layer of QGIS. Prints what it found as JSON."""
import json
import os
import sys

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer  # noqa: E402

url, collection, *box = sys.argv[1:]
QgsApplication.setPrefixPath('/usr', True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(f"url='{url}' typename='{collection}' pagingEnabled='true'", 'regions', 'OAPIF')
request = QgsFeatureRequest(QgsRectangle(*map(float, box))).setFlags(QgsFeatureRequest.ExactIntersect)
print(json.dumps({
    'valid': layer.isValid(),
    'crs': layer.crs().authid(),
    'fields': [field.name() for field in layer.fields()],
    'count': layer.featureCount(),
    'areas': sorted(feature['area_m2'] for feature in layer.getFeatures()),
    'inBox': sum(1 for _ in layer.getFeatures(request)),
}))
