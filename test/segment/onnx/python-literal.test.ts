import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../../../src/segment/onnx/python-literal.js';

describe('parseLiteral', () => {
  it.each([
    [
      "{0: 'water', 1: \"farmer's field\"}",
      new Map([
        ['0', 'water'],
        ['1', "farmer's field"],
      ]),
    ],
    ['(640, 480,)', [640, 480]],
    [
      "{'half': False, 'nms': True, 'device': None}",
      new Map([
        ['half', false],
        ['nms', true],
        ['device', null],
      ]),
    ],
    ['[{"0": "Coffee"}, {}]', [new Map([['0', 'Coffee']]), new Map()]],
    ["'it\\'s \\u00e9\\n'", "it's é\n"],
    [' -1.5e-3 ', -0.0015],
    ["{'__proto__': 1}", new Map([['__proto__', 1]])],
  ])('reads %s', (text, value) => {
    expect(parseLiteral(text)).toEqual({ value });
  });

  it.each([
    '',
    '{',
    "{'a' 1}",
    '[1 2]',
    "'open",
    'open("/etc/passwd")',
    '1 2',
    '{[1]: 2}',
    '1.2.3',
    'nan',
    '['.repeat(9999),
  ])('does not read %s', (text) => {
    expect(parseLiteral(text)).toBeNull();
  });

  it('reads whatever JSON holds, and never fails', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))), (list) => {
        expect(parseLiteral(JSON.stringify(list))).toEqual({ value: list });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseLiteral(text);
      }),
    );
  });
});
