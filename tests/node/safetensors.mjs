// Reads a safetensors file by the format's description alone and prints what is in it, for
// comparison with our reader and writer.
//
//   node safetensors.mjs FILE
//
// A line for each tensor, by name: name dtype [shape] [values], then a line for each metadata key.
// Anything that the format forbids is an error and exit code 1: a header that is not JSON, values
// that do not fill their shape, gaps or overlaps in the data, metadata that are not text.
import { readFileSync } from "node:fs";

// The upper half of a float.
function readBFloat16(data, at) {
  const whole = Buffer.alloc(4);
  data.copy(whole, 2, at, at + 2);
  return whole.readFloatLE(0);
}

const READERS = {
  BF16: [2, readBFloat16],
  F32: [4, (data, at) => data.readFloatLE(at)],
  F64: [8, (data, at) => data.readDoubleLE(at)],
  I16: [2, (data, at) => data.readInt16LE(at)],
  I32: [4, (data, at) => data.readInt32LE(at)],
  I64: [8, (data, at) => data.readBigInt64LE(at)],
  U8: [1, (data, at) => data.readUInt8(at)],
};

function valuesOf(data, { dtype, shape, data_offsets: [begin, end] }) {
  const [size, read] = READERS[dtype];
  const count = shape.reduce((product, length) => product * length, 1);
  if (end - begin !== count * size) {
    throw new Error(`${end - begin} bytes do not fill a shape of ${shape}`);
  }
  return Array.from({ length: count }, (_, i) => read(data, begin + i * size));
}

function checkThatDataAreFilled(tensors, length) {
  const ranges = tensors
    .map(([, { data_offsets }]) => data_offsets)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const range of ranges) {
    if (range[0] !== end) {
      throw new Error(`data from byte ${end} to ${range[0]} belong to no tensor, or to two`);
    }
    end = range[1];
  }
  if (end !== length) {
    throw new Error(`the tensors end at byte ${end} of ${length}`);
  }
}

const file = readFileSync(process.argv[2]);
const headerEnd = 8 + Number(file.readBigUInt64LE(0));
const text = new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(8, headerEnd));
const { __metadata__: metadata = {}, ...entries } = JSON.parse(text);
const data = file.subarray(headerEnd);
const tensors = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
checkThatDataAreFilled(tensors, data.length);
for (const [name, tensor] of tensors) {
  console.log(`${name} ${tensor.dtype} [${tensor.shape}] [${valuesOf(data, tensor)}]`);
}
for (const [key, value] of Object.entries(metadata).sort()) {
  if (typeof value !== "string") {
    throw new Error(`metadata ${key} are not text`);
  }
  console.log(`${key}: ${value}`);
}
