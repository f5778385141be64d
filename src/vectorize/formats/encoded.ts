/** Features as bytes, one after another; feature `i` is `bytes[offsets[i]]` to `bytes[offsets[i + 1]]` exclusive. */
export interface EncodedFeatures {
  bytes: Uint8Array;
  /** `count + 1` byte offsets. */
  offsets: Float64Array;
}
