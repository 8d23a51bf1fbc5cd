// The colours that mean something, for map, legend, table and chart alike. Page colours (paper, ink) live in app.css.

export interface Palette {
  dark: boolean;
  land: string;
  water: string;
  street: string;
  streetCasing: string;
  label: string;
  labelSoft: string;
  halo: string;
  /** Zone fill by share: 0–20–40–60–80–100 %. */
  share: string[];
  /** The same, for borders. */
  shareEdge: string[];
  noCable: string;
  alarm: string;
  overhead: string;
  dead: string;
  underground: string;
  conduitEdge: string;
  conduitCore: string;
  structure: string;
  structureEdge: string;
  selection: string;
  tool: string;
  gap: string;
  /** Rows of an import before it is stored. */
  outcome: Record<'created' | 'updated' | 'unchanged' | 'retired', string>;
}

const SHARE = ['#B35806', '#E8A24A', '#EADFC8', '#7DB8B0', '#0B6B66'];

/** Moves a colour towards white (positive) or black (negative) by a part of the way. */
export function shade(hex: string, by: number): string {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16);
    const moved = by >= 0 ? value + (255 - value) * by : value * (1 + by);
    return Math.round(moved).toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

export const LIGHT: Palette = {
  dark: false,
  land: '#F5F3EF',
  water: '#CFE0E8',
  street: '#FFFFFF',
  streetCasing: '#D6D0C7',
  label: '#292524',
  labelSoft: '#57534E',
  halo: '#FBFAF8',
  share: SHARE,
  shareEdge: SHARE.map((colour) => shade(colour, -0.3)),
  noCable: '#A8A29E',
  alarm: '#9F1239',
  overhead: '#C2410C',
  dead: '#78716C',
  underground: '#0F766E',
  conduitEdge: '#334155',
  conduitCore: '#F1F5F9',
  structure: '#44403C',
  structureEdge: '#F5F3EF',
  selection: '#1D4ED8',
  tool: '#7C3AED',
  gap: '#9F1239',
  outcome: { created: '#1D4ED8', updated: '#7C3AED', unchanged: '#57534E', retired: '#9F1239' },
};

export const DARK: Palette = {
  dark: true,
  land: '#1C1B1A',
  water: '#16262E',
  street: '#3A3734',
  streetCasing: '#292725',
  label: '#F0EDE8',
  labelSoft: '#B8B2AB',
  halo: '#1C1B1A',
  share: SHARE.map((colour) => shade(colour, 0.15)),
  shareEdge: SHARE.map((colour) => shade(colour, 0.25)),
  noCable: '#78716C',
  alarm: '#FB7185',
  overhead: '#FB923C',
  dead: '#A8A29E',
  underground: '#2DD4BF',
  conduitEdge: '#CBD5E1',
  conduitCore: '#1E293B',
  structure: '#E7E5E4',
  structureEdge: '#1C1B1A',
  selection: '#93C5FD',
  tool: '#C4B5FD',
  gap: '#FB7185',
  outcome: { created: '#93C5FD', updated: '#C4B5FD', unchanged: '#A8A29E', retired: '#FB7185' },
};

export const SHARE_STEPS = [0.2, 0.4, 0.6, 0.8];

/** Which of the five classes a share falls in. */
export function shareClass(share: number): number {
  const at = SHARE_STEPS.findIndex((step) => share < step);
  return at < 0 ? SHARE_STEPS.length : at;
}

// Okabe and Ito's eight, which stay apart for colour-blind readers; yellow and black are toned to be seen on both papers.
const FIRMS_LIGHT = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00', '#B8A800', '#44403C'];
const FIRMS_DARK = ['#4BA3DB', '#F0844A', '#2FC79B', '#E3A0C4', '#8CCBF0', '#F2BC47', '#F0E442', '#D6D3D1'];
const OTHER = '#8A8580';

/** A firm's colour by its rank; beyond eight all are "other". */
export function firmColour(palette: Palette, rank: number): string {
  return (palette.dark ? FIRMS_DARK : FIRMS_LIGHT)[rank] ?? OTHER;
}
