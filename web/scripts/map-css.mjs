// MapLibre's stylesheet is mostly pictures of buttons and bubbles this page does not have. They are left out of the build.
const UNUSED = /ctrl-(zoom|compass|geolocate|fullscreen|shrink|terrain|globe|logo)|-(popup|marker|user-location|cooperative|desktop|mobile)|maplibregl-ctrl-group/;

/** A rule goes when every one of its selectors is about something unused. */
export function trimmed(css) {
  return css.replace(/([^{}]+)\{([^{}]*)\}/g, (rule, selectors) => (selectors.split(',').every((selector) => UNUSED.test(selector)) ? '' : rule));
}

export function trimMapStyles() {
  return {
    name: 'trim-map-styles',
    enforce: 'pre',
    transform: (code, id) => (/maplibre-gl\.css($|\?)/.test(id) ? { code: trimmed(code), map: null } : null),
  };
}
