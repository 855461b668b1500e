/** Chunks for whoever carries them in files; made, and taken in, by the store. */
export {
  type CheckedChunk,
  type ChunkTrouble,
  changeHash,
  checkChunk,
  chunkHash,
  makeChunk,
  readHeader,
} from '../store/chunk.ts'
