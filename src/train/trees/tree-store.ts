import { LEAF, type TreeEnsemble } from './ensemble.js';

/** What leaves say before it is put into units. */
export interface LeafVote {
  classId: number;
  value: number;
}

/** Trees while they grow. A node is made as a leaf without a vote, and may be split. */
export interface TreeStore {
  addRoot(): number;
  /** Returns the left child; the right one is next to it. */
  split(node: number, feature: number, threshold: number): number;
  /** Says what a leaf votes for. */
  vote(node: number, votes: readonly LeafVote[]): void;
  nodeCount(): number;
  /** The one vote of the leaf where sample `i` ends. */
  answer(root: number, features: readonly Float32Array[], i: number): number;
  /** Keeps the first trees alone. */
  finish(options: Omit<FinishOptions, 'treeCount'> & { treeCount?: number }): TreeEnsemble;
}

interface FinishOptions {
  featureCount: number;
  classCount: number;
  unitBits: number;
  /** Whole units of a vote's value. */
  toUnits(value: number): number;
  baseUnits: Int32Array;
  link: TreeEnsemble['link'];
  treeCount: number;
}

/** Numbers that grow in place. */
function createList<T extends Int16Array | Float32Array | Uint32Array | Uint8Array | Float64Array>(
  make: (length: number) => T,
) {
  let values = make(1024);
  let length = 0;
  return {
    push(value: number): number {
      if (length === values.length) {
        const wider = make(2 * length);
        wider.set(values);
        values = wider;
      }
      values[length] = value;
      return length++;
    },
    set: (index: number, value: number): void => {
      values[index] = value;
    },
    get: (index: number): number => values[index],
    taken: (count: number): T => values.slice(0, count) as T,
    length: (): number => length,
  };
}

export function createTreeStore(): TreeStore {
  const roots = createList((length) => new Uint32Array(length));
  const feature = createList((length) => new Int16Array(length));
  const threshold = createList((length) => new Float32Array(length));
  const left = createList((length) => new Uint32Array(length));
  const right = createList((length) => new Uint32Array(length));
  const leafOffsets = createList((length) => new Uint32Array(length));
  const voteClass = createList((length) => new Uint8Array(length));
  const voteValue = createList((length) => new Float64Array(length));
  leafOffsets.push(0);

  const addNode = (): number => {
    threshold.push(0);
    left.push(0);
    right.push(0);
    return feature.push(LEAF);
  };

  return {
    addRoot() {
      const node = addNode();
      roots.push(node);
      return node;
    },
    split(node, onFeature, atThreshold) {
      const child = addNode();
      addNode();
      feature.set(node, onFeature);
      threshold.set(node, atThreshold);
      left.set(node, child);
      right.set(node, child + 1);
      return child;
    },
    vote(node, votes) {
      left.set(node, leafOffsets.length() - 1);
      for (const { classId, value } of votes) {
        voteClass.push(classId);
        voteValue.push(value);
      }
      leafOffsets.push(voteClass.length());
    },
    nodeCount: feature.length,
    answer(root, features, i) {
      let node = root;
      while (feature.get(node) !== LEAF) {
        const isLeft = features[feature.get(node)][i] <= threshold.get(node);
        node = isLeft ? left.get(node) : right.get(node);
      }
      return voteValue.get(leafOffsets.get(left.get(node)));
    },
    finish({ toUnits, treeCount = roots.length(), ...facts }) {
      const nodes = treeCount < roots.length() ? roots.get(treeCount) : feature.length();
      let leaves = 0;
      for (let node = 0; node < nodes; node++) if (feature.get(node) === LEAF) leaves++;
      const votes = leafOffsets.get(leaves);
      return {
        ...facts,
        roots: roots.taken(treeCount),
        feature: feature.taken(nodes),
        threshold: threshold.taken(nodes),
        left: left.taken(nodes),
        right: right.taken(nodes),
        leafOffsets: leafOffsets.taken(leaves + 1),
        voteClass: voteClass.taken(votes),
        voteUnits: Int32Array.from(voteValue.taken(votes), toUnits),
      };
    },
  };
}
