"""Rings by a GDAL library, one thread, from memory to an in-memory layer.

python rings-gdal.py (wheel|osgeo|rasterio) mask.tif: prints the seconds of polygonizing alone.
"""

import ctypes
import glob
import os
import sys
import time

which, path = sys.argv[1:]
if which == "rasterio":
    import rasterio
    from rasterio import features

    with rasterio.open(path) as dataset:
        pixels, transform = dataset.read(1), dataset.transform
    began = time.time()
    count = sum(1 for _ in features.shapes(pixels, connectivity=4, transform=transform))
    name = f"rasterio.features.shapes (GDAL {rasterio.__gdal_version__})"
elif which == "osgeo":
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    dataset = gdal.GetDriverByName("MEM").CreateCopy("", gdal.Open(path))
    target = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = target.CreateLayer("o")
    layer.CreateField(ogr.FieldDefn("DN", ogr.OFTInteger))
    began = time.time()
    gdal.Polygonize(dataset.GetRasterBand(1), None, layer, 0, [])
    count = layer.GetFeatureCount()
    name = f"GDAL {gdal.__version__} Polygonize"
else:
    # The newest library comes inside pyogrio's wheel, which has no Polygonize of its own to call.
    import pyogrio

    folder = os.path.join(os.path.dirname(os.path.dirname(pyogrio.__file__)), "pyogrio.libs")
    gdal = ctypes.CDLL(glob.glob(os.path.join(folder, "libgdal*"))[0])
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int

    def call(function, *arguments, result=pointer):
        getattr(gdal, function).restype = result
        return getattr(gdal, function)(*arguments)

    call("GDALAllRegister", result=None)
    source = pointer(call("GDALOpen", text(path.encode()), number(0)))
    memory = pointer(call("GDALGetDriverByName", text(b"MEM")))
    nothing = pointer(None)
    copy = call("GDALCreateCopy", memory, text(b""), source, number(0), nothing, nothing, nothing)
    band = pointer(call("GDALGetRasterBand", pointer(copy), number(1)))
    sizes = [number(0)] * 4
    target = pointer(call("GDALCreate", memory, text(b""), *sizes, nothing))
    layer = pointer(call("GDALDatasetCreateLayer", target, text(b"o"), nothing, number(3), nothing))
    field = pointer(call("OGR_Fld_Create", text(b"DN"), number(0)))
    call("OGR_L_CreateField", layer, field, number(1), result=number)
    began = time.time()
    error = call("GDALPolygonize", band, nothing, layer, number(0), nothing, nothing, nothing, result=number)
    assert error == 0, error
    count = call("OGR_L_GetFeatureCount", layer, number(1), result=ctypes.c_longlong)
    name = f"GDAL {pyogrio.__gdal_version_string__} Polygonize"
print(f"{name}: {count} polygons")
print(f"seconds {time.time() - began:.3f}")
