// Runs before the first paint; see scripts/boot-plugin.ts. Keep it tiny and free of modern syntax surprises.
(function () {
  var chunks = __CHUNKS__;
  var read = function (key) {
    try {
      return localStorage.getItem('digiboost.' + key);
    } catch (_) {
      return null; // storage may be blocked; the defaults are fine
    }
  };
  var root = document.documentElement;
  var theme = read('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  var language = read('language') || (/^en/i.test(navigator.language) ? 'en' : 'fr');
  root.lang = language;
  var preload = function (name) {
    (chunks[name] || []).forEach(function (href) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = href;
      document.head.appendChild(link);
    });
  };
  preload(language);
  var session = read('session');
  if (session === 'field') {
    preload(language + 'Field');
    preload('field');
    if (/^\/(p|login)?$/.test(location.pathname)) preload('fieldHome');
  } else if (location.pathname === '/' || location.pathname === '/login') preload(session ? 'home' : 'login');
})();
