/** Something to segment with, and what others do of the same kind (names in segment-peers.py). */
export interface SegmentCase {
  name: string;
  /** A recipe's `segmenter`, or one of its layers. */
  segmenter?: object;
  layer?: object;
  /** Neither, but the watershed from given markers. */
  isFloodAlone?: boolean;
  /** Side of the square; 2048 unless said. */
  sizePx?: number;
  /** What is learnt from the scene is timed too: it is what the peers do. */
  learns?: boolean;
  peers: readonly string[];
}

const RGB = ['red', 'green', 'blue'];
const GREY = { band: 'red' };
const WHOLE = { blockPx: 4096, overlapPx: 0 };
const EDGES = { lowQuantile: undefined, highQuantile: undefined };

/** On a picture of three 8-bit bands. */
export const SEGMENT_CASES: readonly SegmentCase[] = [
  { name: 'otsu', learns: true, segmenter: { method: 'otsu', ...GREY }, peers: ['skimage otsu', 'cv2 otsu'] },
  {
    name: 'multi-otsu 3',
    learns: true,
    segmenter: { method: 'multi-otsu', classes: 3, ...GREY },
    peers: ['skimage multiotsu'],
  },
  {
    name: 'adaptive mean 51',
    segmenter: { method: 'adaptive', rule: 'mean', windowPx: 51, ...GREY },
    peers: ['skimage local mean', 'cv2 adaptive mean'],
  },
  {
    name: 'adaptive gaussian 51',
    segmenter: { method: 'adaptive', rule: 'gaussian', windowPx: 51, ...GREY },
    peers: ['skimage local gaussian', 'cv2 adaptive gaussian'],
  },
  {
    name: 'local otsu 21',
    segmenter: { method: 'adaptive', rule: 'otsu', windowPx: 21, ...GREY },
    peers: ['skimage rank otsu'],
  },
  {
    name: 'hysteresis',
    segmenter: { method: 'hysteresis', ...GREY, low: 90, high: 120, ...WHOLE },
    peers: ['skimage hysteresis'],
  },
  { name: 'gradient sobel', layer: { type: 'gradient', of: 'red' }, peers: ['skimage sobel'] },
  {
    name: 'canny sigma 1',
    segmenter: { method: 'canny', ...GREY, sigmaPx: 1, low: 8, high: 20, ...EDGES, ...WHOLE },
    peers: ['skimage canny'],
  },
  {
    name: 'canny l1',
    segmenter: { method: 'canny', ...GREY, sigmaPx: 0, norm: 'l1', low: 50, high: 150, ...EDGES, ...WHOLE },
    peers: ['cv2 canny'],
  },
  { name: 'k-means 6', learns: true, segmenter: { method: 'k-means', clusters: 6, bands: RGB }, peers: ['cv2 kmeans'] },
  { name: 'fuzzy c-means 4', learns: true, segmenter: { method: 'fuzzy-c-means', clusters: 4, bands: RGB }, peers: [] },
  {
    name: 'gaussian mixture 4',
    learns: true,
    segmenter: { method: 'gaussian-mixture', clusters: 4, bands: RGB },
    peers: ['sklearn gaussian mixture'],
  },
  { name: 'mean shift', learns: true, segmenter: { method: 'mean-shift', bands: RGB }, peers: [] },
  {
    name: 'mean shift filter',
    layer: { type: 'mean-shift-filter', of: ['red', 'green', 'blue'], radiusPx: 10, range: 10 },
    sizePx: 1024,
    peers: ['cv2 mean shift filter'],
  },
  {
    name: 'watershed',
    segmenter: { method: 'watershed', ...GREY, on: 'gradient', ...WHOLE },
    peers: ['skimage watershed', 'cv2 watershed'],
  },
  { name: 'watershed, the flood', isFloodAlone: true, peers: ['skimage watershed', 'cv2 watershed'] },
  {
    name: 'compact watershed',
    segmenter: { method: 'compact-watershed', ...GREY, ...WHOLE },
    peers: ['skimage compact watershed'],
  },
  { name: 'slic', segmenter: { method: 'slic', of: RGB, stepPx: 32, ...WHOLE }, peers: ['skimage slic', 'cv2 slico'] },
  {
    name: 'felzenszwalb',
    segmenter: { method: 'felzenszwalb', of: RGB, units: 'own', scale: 100, sigmaPx: 0.5, ...WHOLE },
    peers: ['skimage felzenszwalb'],
  },
  { name: 'region merging', segmenter: { method: 'region-merging', of: RGB, ...WHOLE }, peers: [] },
  {
    name: 'gaussian 2',
    layer: { type: 'gaussian', of: 'red', sigmaPx: 2 },
    peers: ['skimage gaussian', 'cv2 gaussian'],
  },
  { name: 'median 5', layer: { type: 'median', of: 'red', sizePx: 5 }, peers: ['scipy median', 'cv2 median'] },
  {
    name: 'morphology open 5',
    layer: { type: 'morphology', of: 'red', operation: 'open', element: 'square', sizePx: 5 },
    peers: ['skimage opening', 'cv2 open'],
  },
  {
    name: 'gabor 4 × 21²',
    layer: { type: 'gabor', of: 'red', frequency: 0.1, sigmaPx: 4 },
    peers: ['skimage gabor × 4', 'cv2 gabor × 4'],
  },
  { name: 'lbp 8', layer: { type: 'lbp', of: 'red' }, peers: ['skimage lbp'] },
  { name: 'local entropy 9', layer: { type: 'local-entropy', of: 'red', windowPx: 9 }, peers: ['skimage entropy'] },
  { name: 'glcm contrast 7', layer: { type: 'glcm', of: 'red', windowPx: 7 }, sizePx: 512, peers: [] },
];
