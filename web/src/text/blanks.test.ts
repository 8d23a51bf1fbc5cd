import { expect, it } from 'vitest';

const pages = import.meta.glob('../**/*.svelte', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;

it('leaves no blank at the edge of a block, where the compiler drops it: "đang làm· Hạn"', () => {
  expect(Object.keys(pages).length).toBeGreaterThan(40);
  const edge = /\S.*\{(?:#if|:else)[^{}]*\} +(?:[^\s<]|<(?:em|small|span|b)\b)/;
  const dropped = Object.entries(pages).flatMap(([path, text]) => text.split('\n').flatMap((line, at) => (edge.test(line) ? [`${path}:${at + 1}`] : [])));
  expect(dropped).toEqual([]);
});
