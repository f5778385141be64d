/** How the cloud is set up, as `landquilt estimate` reckons too. */
export { CLOUD, type CloudSetup } from '../src/run/estimate/prices.js';
