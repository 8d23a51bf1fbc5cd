// Tells the browser of the fonts the first view is set in before it has read the style sheet: no text jumps when they arrive.
const FIRST = /ibm-plex-sans-(latin|vietnamese)-(400|600)-normal/;

export function preloadFonts() {
  return {
    name: 'preload-fonts',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        return Object.keys(bundle ?? {})
          .filter((name) => FIRST.test(name) && name.endsWith('.woff2'))
          .map((name) => ({ tag: 'link', injectTo: 'head', attrs: { rel: 'preload', href: `./${name}`, as: 'font', type: 'font/woff2', crossorigin: '' } }));
      },
    },
  };
}
