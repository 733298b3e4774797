// An edition's service worker: shows notices, and keeps the last pages for who has no connection.
// SITE (name, lang, colour, icon, version) is written before this by the server.
const PAGES = `pages-${SITE.version}`;
const FILES = `files-${SITE.version}`;
const MOST_PAGES = 30;
const MOST_FILES = 120;
// What is never kept: the desk and what it serves, what is asked for anew each time, and what goes the other way.
const NOT_KEPT = /^\/(desk|documents|reads|push|search)(\/|$)/;
// Fonts, styles, scripts and pictures: names of theirs change with what is in them.
const FILE = /^\/(static|media)\//;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== PAGES && name !== FILES).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || NOT_KEPT.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (FILE.test(url.pathname) && !request.headers.has("range")) event.respondWith(file(event));
});

// The network first: a reader with a connection never reads what is old.
const page = async (event) => {
  try {
    const answer = await fetch(event.request);
    const isPage = (answer.headers.get("content-type") || "").startsWith("text/html");
    // A story that was withdrawn is kept no longer than the reader knows of it.
    if (answer.status === 404 || answer.status === 410) event.waitUntil(forget(event.request));
    else if (answer.ok && isPage && !answer.redirected) event.waitUntil(keep(PAGES, MOST_PAGES, event.request, answer.clone()));
    return answer;
  } catch {
    const cache = await caches.open(PAGES);
    return (await cache.match(event.request, { ignoreSearch: false, ignoreVary: true })) || offline(cache);
  }
};

const file = async (event) => {
  const cache = await caches.open(FILES);
  const kept = await cache.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.status === 200) event.waitUntil(keep(FILES, MOST_FILES, event.request, answer.clone()));
  return answer;
};

// The newest stand at the end: what is kept again is taken out first.
const keep = async (name, most, request, answer) => {
  const cache = await caches.open(name);
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map((each) => cache.delete(each, { ignoreVary: true })));
};

const forget = async (request) => (await caches.open(PAGES)).delete(request, { ignoreVary: true });

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

// The page for an address that is not kept, with those that are.
const offline = async (cache) => {
  const rows = [];
  for (const request of (await cache.keys()).reverse()) {
    const text = await (await cache.match(request, { ignoreVary: true })).text();
    const title = (text.match(/<title>([^<]*)<\/title>/) || [])[1];
    if (title) rows.push(`<li><a href="${escaped(request.url)}">${title.split(" | ")[0]}</a></li>`);
  }
  const list = rows.length ? `<h2>صفحات محفوظة في جهازك</h2><ul>${rows.join("")}</ul>` : "";
  const html = `<!doctype html><html lang="${escaped(SITE.lang)}" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>لا اتصال | ${escaped(SITE.name)}</title>
<style>:root{color-scheme:light dark}body{margin:0;font:1.125rem/1.8 system-ui,sans-serif}
header{background:${escaped(SITE.colour)};color:#fff;padding:1rem 1.5rem;font-weight:bold}
main{max-width:40rem;margin-inline:auto;padding:1.5rem}h1{font-size:1.5rem}h2{font-size:1.125rem}li{margin-block:.5rem}</style></head>
<body><header>${escaped(SITE.name)}</header><main><h1>لا اتصال بالإنترنت</h1>
<p>هذه الصفحة غير محفوظة في جهازك. أعد المحاولة حين يعود الاتصال.</p>${list}</main></body></html>`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return new Response(html, {
    status: 503,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  });
};

addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // A browser punishes a push that shows nothing: the site's name is shown.
  }
  const shown = registration.showNotification(told.title || SITE.name, {
    body: told.body || "",
    icon: told.icon || SITE.icon,
    badge: SITE.icon,
    tag: told.tag || "warraq",
    dir: "rtl",
    lang: SITE.lang,
    data: { url: told.url || "/" },
  });
  event.waitUntil(shown);
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { href } = new URL(event.notification.data.url, location.origin);
  const open = async () => {
    const windows = await clients.matchAll({ type: "window" });
    const there = windows.find((each) => each.url === href);
    return there ? there.focus() : clients.openWindow(href);
  };
  event.waitUntil(open());
});

// A push service gives a browser another endpoint: what it wanted goes on there.
addEventListener("pushsubscriptionchange", (event) => {
  const before = event.oldSubscription;
  if (!before) return;
  const move = async () => {
    const after = event.newSubscription || (await registration.pushManager.subscribe(before.options));
    await fetch("/push/subscribe", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...after.toJSON(), instead: before.endpoint }),
    });
  };
  event.waitUntil(move());
});
