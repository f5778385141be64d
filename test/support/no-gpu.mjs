/*
 * A GPU played by the processor: to be imported before a program that asks for CUDA. Its argument is the script of the program,
 * beside which ONNX Runtime is found.
 */
import { createRequire } from 'node:module';

const { InferenceSession } = createRequire(process.argv[1])('onnxruntime-node');
const create = InferenceSession.create.bind(InferenceSession);
InferenceSession.create = (model, options) => create(model, { ...options, executionProviders: ['cpu'] });
