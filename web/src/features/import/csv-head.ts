// The columns of a table as its first lines say them, for when the service cannot place it yet and so tells nothing of it. Pure.

export interface Head {
  name: string;
  samples: string[];
}

const SEPARATORS = [',', ';', '\t', '|'];

/** One line's cells; a doubled quote inside quotes is a quote. */
export function cellsOf(line: string, separator: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at];
    if (letter === '"') {
      if (quoted && line[at + 1] === '"') at += 1;
      else {
        quoted = !quoted;
        continue;
      }
    } else if (letter === separator && !quoted) {
      cells.push('');
      continue;
    }
    cells[cells.length - 1] += letter;
  }
  return cells.map((cell) => cell.trim());
}

export function headOf(text: string, samples = 3): Head[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const [first, ...rest] = lines;
  if (!first) return [];
  const separator = SEPARATORS.reduce((best, one) => (cellsOf(first, one).length > cellsOf(first, best).length ? one : best));
  const rows = rest.slice(0, samples).map((line) => cellsOf(line, separator));
  return cellsOf(first, separator).map((name, at) => ({ name, samples: [...new Set(rows.map((row) => row[at] ?? '').filter(Boolean))] })).filter(({ name }) => name !== '');
}

/** Text of a file's beginning: UTF-8, or else the code page that Vietnamese tables were written in before. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    // The last letter may be cut in two.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1258').decode(bytes);
  }
}
