// Search without accents: `hong bang` finds Hồng Bàng, `dinh vu` finds Đình Vũ.

export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** How well a folded text answers a folded query: 0 not at all, higher is better. Every word of the query must be found. */
export function matchScore(folded: string, query: string): number {
  if (query === '') return 0;
  if (folded === query) return 100;
  if (folded.startsWith(query)) return 80;
  if (` ${folded}`.includes(` ${query}`)) return 60;
  const words = query.split(' ');
  if (words.every((word) => ` ${folded}`.includes(` ${word}`))) return 40;
  return folded.includes(query) ? 20 : 0;
}
