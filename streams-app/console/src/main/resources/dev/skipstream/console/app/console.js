import { LitElement, html } from 'lit';
import '/app/wall.js';
import '/app/camera.js';
import '/app/rules.js';
import '/app/flow.js';
import '/app/losses.js';
import '/app/models.js';
import '/app/replays.js';
import { connect, live, loadSession, signIn, signOut, stream } from '/app/stream.js';

const VIEWS = [
  ['live', 'Live', 'M3 5h8v6H3zM13 5h8v6h-8zM3 13h8v6H3zM13 13h8v6h-8z'],
  ['flow', 'Flow', 'M3 17l5-6 4 4 5-8 4 5'],
  ['losses', 'Dead letters', 'M4 6h16v12H4zM4 6l8 7 8-7'],
  ['models', 'Models', 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5'],
  ['replays', 'Replays', 'M4 12a8 8 0 1 0 3-6.2M4 4v4h4M12 8v4l3 2'],
];

class SkipConsole extends LitElement {
  static properties = { route: { state: true }, signing: { state: true }, problem: { state: true } };

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.applyTheme(localStorage.getItem('theme'));
    const fragment = new URLSearchParams(location.hash.slice(1));
    const token = fragment.get('token');
    if (token) history.replaceState(null, '', `#/${fragment.get('view') ?? 'live'}`);
    this.readRoute();
    window.addEventListener('hashchange', () => {
      this.readRoute();
      // A screen reader goes on with the new view, and the next Tab enters it.
      this.querySelector('main').focus({ preventScroll: true });
    });
    stream.addEventListener('state', () => this.requestUpdate());
    stream.addEventListener('link', () => this.requestUpdate());
    stream.addEventListener('session', () => this.requestUpdate());
    this.begin(token);
  }

  async begin(token) {
    try {
      const session = await loadSession();
      if (token && !session.name) await signIn(token);
      else if (!session.needed || session.name) connect();
    } catch (error) {
      this.problem = error.message;
      setTimeout(() => this.begin(token), 2000);
    }
  }

  readRoute() {
    const [view, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
    this.route = { view: view || 'live', name: decodeURIComponent(rest.join('/')) };
    document.title = `${VIEWS.find(([key]) => key === this.route.view)?.[1] ?? (this.route.name || 'Console')} · Skipstream`;
  }

  applyTheme(theme) {
    const dark = theme ? theme === 'dark' : !matchMedia('(prefers-color-scheme: light)').matches;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }

  toggleTheme() {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', next);
    this.applyTheme(next);
    this.requestUpdate();
  }

  link() {
    if (!live.linked) return ['red', 'no connection to the console', 'The page connects again by itself.'];
    if (!live.state) return ['amber', 'connecting', ''];
    if (!live.state.broker.up) return ['red', 'broker down', live.state.broker.message];
    return ['green', 'live', ''];
  }

  async submit(event) {
    event.preventDefault();
    const field = this.querySelector('#token');
    try {
      await signIn(field.value.trim());
      this.problem = null;
      this.querySelector('#signin').close();
    } catch (error) {
      this.problem = error.message;
    }
    field.value = '';
  }

  view() {
    const { view, name } = this.route;
    if (live.session?.needed && !live.session.name) {
      return html`<div class="empty"><h2>Sign in</h2><p>This console shows the stream to the holders of a token.</p>
        <button type="button" class="primary" @click=${() => this.querySelector('#signin').showModal()}>Sign in</button></div>`;
    }
    if (view === 'camera') return html`<camera-view .name=${name}></camera-view>`;
    if (view === 'rules') return html`<rules-view .name=${name}></rules-view>`;
    if (view === 'flow') return html`<flow-view></flow-view>`;
    if (view === 'losses') return html`<losses-view></losses-view>`;
    if (view === 'models') return html`<models-view></models-view>`;
    if (view === 'replays') return html`<replays-view></replays-view>`;
    return html`<camera-wall></camera-wall>`;
  }

  render() {
    const [colour, text, detail] = this.link();
    const dark = document.documentElement.dataset.theme === 'dark';
    const losses = live.state?.losses ?? 0;
    return html`<a class="skip" href="#main" @click=${(event) => { event.preventDefault(); this.querySelector('main').focus(); }}>Skip to the content</a>
      <header class="bar">
        <a class="brand" href="#/live"><img src="/app/icon.svg" alt="" width="26" height="26"><span>Skipstream</span></a>
        <nav aria-label="views">${VIEWS.map(([key, title, path]) => {
          const here = this.route.view === key || (key === 'live' && ['camera', 'rules'].includes(this.route.view));
          return html`<a href="#/${key}" aria-current=${here ? 'page' : 'false'}><svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg><span>${title}</span>${key === 'losses' && losses ? html`<b class="count">${losses}</b>` : ''}</a>`;
        })}</nav>
        <span class="status ${colour}"><i></i>${text}</span>
        <button type="button" class="icon" @click=${() => this.toggleTheme()} aria-label=${dark ? 'light theme' : 'dark theme'} title=${dark ? 'light theme' : 'dark theme'}>${dark ? '☀' : '☾'}</button>
        ${live.session?.tokens ? live.session.name
          ? html`<button type="button" class="ghost" @click=${() => signOut()} title="sign out">${live.session.name}</button>`
          : html`<button type="button" class="ghost" @click=${() => this.querySelector('#signin').showModal()}>Sign in</button>` : ''}
      </header>
      <div role="status" aria-live="polite">${colour === 'red' ? html`<div class="banner"><strong>${text}</strong> ${detail} ${live.linked ? 'The page continues by itself when the broker is back.' : ''}</div>` : ''}</div>
      <main id="main" tabindex="-1">${this.view()}</main>
      <dialog id="signin" aria-labelledby="signinhead"><form @submit=${(event) => this.submit(event)}>
        <h2 id="signinhead">Sign in</h2><p>With a token of the console. Changes of a model need one with the scope <code>write</code>.</p>
        <label for="token">Token</label><input id="token" type="password" autocomplete="current-password" required>
        ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
        <div class="buttons"><button type="button" @click=${() => this.querySelector('#signin').close()}>Cancel</button><button class="primary" type="submit">Sign in</button></div>
      </form></dialog>`;
  }
}
customElements.define('skip-console', SkipConsole);
