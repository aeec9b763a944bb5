// The connection to the console's server: one event source for the whole page, and short requests.

/** Listeners get 'state', 'frame', 'tracks' and 'link' events. */
export const stream = new EventTarget();

export const live = { state: null, frames: new Map(), linked: false, session: null };

function emit(type) {
  stream.dispatchEvent(new Event(type));
}

let source;
let retry;

export function connect() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource('/events');
  source.addEventListener('open', () => {
    live.linked = true;
    emit('link');
  });
  source.addEventListener('state', (event) => {
    live.state = JSON.parse(event.data);
    live.skew = Date.now() - live.state.now;
    const known = new Set(live.state.cameras.map((camera) => camera.name));
    for (const name of live.frames.keys()) {
      if (!known.has(name)) live.frames.delete(name);
    }
    emit('state');
  });
  source.addEventListener('frame', (event) => {
    const frame = JSON.parse(event.data);
    live.frames.set(frame.camera, frame);
    stream.dispatchEvent(new CustomEvent('frame', { detail: frame }));
  });
  source.addEventListener('tracks', (event) => {
    stream.dispatchEvent(new CustomEvent('tracks', { detail: JSON.parse(event.data) }));
  });
  source.addEventListener('error', () => {
    live.linked = false;
    emit('link');
    source.close();
    retry = setTimeout(connect, 1500);
  });
}

/** The time of the console's server. */
export function now() {
  return Date.now() - (live.skew ?? 0);
}

export async function get(path) {
  const answer = await fetch(path, { credentials: 'same-origin' });
  if (!answer.ok) throw await failure(answer);
  return answer.json();
}

export async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': live.session?.csrf ?? '' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw await failure(answer);
  return answer.json();
}

async function failure(answer) {
  let detail = `the console answered ${answer.status}`;
  try {
    detail = (await answer.json()).detail ?? detail;
  } catch {
    // No JSON: the status is all there is.
  }
  return new Error(detail);
}

export async function loadSession() {
  live.session = await get('/api/session');
  emit('session');
  return live.session;
}

export async function signIn(token) {
  live.session = await post('/api/session', { token });
  emit('session');
  connect();
}

export async function signOut() {
  await fetch('/api/session', { method: 'DELETE', credentials: 'same-origin' });
  await loadSession();
}

export function pictureOf(place, preview) {
  const path = `/pictures/${encodeURIComponent(place.topic)}/${place.partition}/${place.offset}`;
  return preview ? `${path}?preview` : path;
}
