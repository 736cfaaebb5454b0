// Keeps the page of a request up to date: the server says that something moved, and draws the part anew. Without this
// script, or without EventSource, the page says the same a minute later.
(function () {
  var part = document.getElementById('live');
  var off = document.getElementById('off');
  var POLL = 60000;
  var tag = null;
  var busy = false;
  var missed = false;
  var minutes = 0;
  var again = false;
  var source = null;
  var seen = new Date();

  function fresh() {
    seen = new Date();
    off.hidden = true;
  }

  function stale() {
    off.hidden = false;
    off.textContent = off.dataset.text.replace('{time}', seen.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hour12: false }));
  }

  // What somebody is writing, or has opened, is not taken from under their hands.
  function inUse() {
    var active = document.activeElement;
    return part.querySelector('details[open], :checked') || (active && part.contains(active) && /INPUT|TEXTAREA/.test(active.tagName));
  }

  function draw(html) {
    fresh();
    missed = !!inUse();
    if (missed) tag = null;
    else part.innerHTML = html;
  }

  // They are done with it: what was held back is drawn now.
  function done() {
    setTimeout(function () {
      if (missed && !inUse()) ask();
    });
  }

  function ask() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    fetch(location.pathname + '?part=1&l=' + document.documentElement.lang, { headers: tag ? { 'If-None-Match': tag } : {}, cache: 'no-store' })
      .then(function (answer) {
        if (answer.status === 304) return fresh();
        if (!answer.ok) throw new Error(String(answer.status));
        tag = answer.headers.get('ETag');
        return answer.text().then(draw);
      })
      .catch(stale)
      .then(function () {
        busy = false;
        if (again) {
          again = false;
          ask();
        }
      });
  }

  function listen() {
    if (source || document.hidden || !window.EventSource) return;
    source = new EventSource(location.pathname + '/live');
    source.addEventListener('moved', ask);
    source.onopen = ask;
    source.onerror = stale;
  }

  document.addEventListener('visibilitychange', function () {
    if (!document.hidden) {
      ask();
      listen();
    } else if (source) {
      source.close();
      source = null;
    }
  });
  window.addEventListener('online', ask);
  part.addEventListener('toggle', done, true);
  part.addEventListener('focusout', done);
  // An hour that was named passes without a move: now and then even where the stream is open.
  setInterval(function () {
    minutes += 1;
    // An answer that is no stream ends it for good, such as one of a server that is being replaced.
    if (source && source.readyState === 2) source = null;
    listen();
    if (!document.hidden && (!source || source.readyState !== 1 || minutes % 5 === 0)) ask();
  }, POLL);
  listen();
})();
