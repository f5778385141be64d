import { describe, expect, it } from 'vitest';
import { fileNameOf, folderOf, resolveLocation } from '../../src/store/location.js';

describe('resolveLocation', () => {
  it('takes names from the folder they are written in', () => {
    expect(resolveLocation('/data/recipes', '../models/a.onnx')).toBe('/data/models/a.onnx');
    expect(resolveLocation('/data', '/models/a.onnx')).toBe('/models/a.onnx');
    expect(resolveLocation('s3://b/recipes', '../models/a b/é.onnx')).toBe('s3://b/models/a b/é.onnx');
    expect(resolveLocation('s3://b', 'a.onnx')).toBe('s3://b/a.onnx');
    expect(resolveLocation('https://h/x/recipes', '../models/a b.onnx')).toBe('https://h/x/models/a%20b.onnx');
  });

  it('leaves whole locations as they are', () => {
    for (const name of ['s3://other/key.onnx', 'https://h/a.onnx?x=1']) {
      for (const folder of ['/data', 's3://b/recipes', 'https://g/recipes']) {
        expect(resolveLocation(folder, name)).toBe(name);
      }
    }
    expect(resolveLocation('/data', 'file:///models/a.onnx')).toBe('/models/a.onnx');
  });

  it('leads from nowhere else to this machine, and not out of a bucket', () => {
    for (const name of ['/etc/passwd', '../../../etc/passwd', 'file:///etc/passwd', '..']) {
      expect(resolveLocation('s3://b/recipes', name)).toMatch(/^s3:\/\/b\//);
      expect(resolveLocation('https://h/recipes', name)).toMatch(/^https:\/\/h\//);
    }
  });
});

describe('the folder and name of a file', () => {
  it('are those of its path, without what follows it in a URL', () => {
    expect([folderOf('/data/a.json'), fileNameOf('/data/a.json')]).toEqual(['/data', 'a.json']);
    expect([folderOf('s3://b/x y/a.json'), fileNameOf('s3://b/x y/a.json')]).toEqual(['s3://b/x y', 'a.json']);
    expect([folderOf('s3://b/a.json'), fileNameOf('s3://b/a.json')]).toEqual(['s3://b', 'a.json']);
    const signed = 'https://h/x%20y/a%20b.json?key=1/2';
    expect([folderOf(signed), fileNameOf(signed)]).toEqual(['https://h/x%20y', 'a b.json']);
  });
});
