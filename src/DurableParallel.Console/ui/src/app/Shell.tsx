import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { connection } from '../api/live';
import { reason } from '../api/client';
import { ActionDialog } from '../parts/ActionDialog';
import { asked } from '../parts/ask';
import { HelpSheet } from './HelpSheet';
import { useKeys } from './keys';
import { go, href, route } from './router';
import { SearchBox } from './SearchBox';
import { dismiss, loadMeta, meta, metaError, toasts } from './state';

const Pages = [
    { path: 'executions', text: 'Executions', key: 'e' },
    { path: 'overview', text: 'Overview', key: 'o' },
    { path: 'drift', text: 'Drift desk', key: 'd' },
    { path: 'functions', text: 'Functions', key: 'f' },
    { path: 'schedules', text: 'Schedules', key: 's' },
    { path: 'callbacks', text: 'Callbacks', key: 'c' },
] as const;

/** What is around every page: links, search, the state of the connection, dialogs and notices. */
export function Shell({ children }: { children: ComponentChildren }) {
    const [help, setHelp] = useState(false);
    useKeys('Everywhere', [
        { keys: '?', text: 'Show or hide the keys', run: () => setHelp(old => !old) },
        { keys: '/', text: 'Search', run: () => document.querySelector<HTMLInputElement>('#search')?.focus() },
        ...Pages.map(page => ({ keys: `g ${page.key}`, text: `Go to ${page.text}`, run: () => go(href([page.path])) })),
    ]);
    const current = route.value.path[0] ?? 'executions';
    useEffect(() => {
        const page = Pages.find(one => one.path === current);
        document.title = [route.value.path[1], page?.text, 'DurableParallel'].filter(Boolean).join(' · ');
    }, [route.value]);
    return (
        <div class="shell">
            <a class="skip" href="#main" onClick={event => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the content</a>
            <header class="top">
                <a class="brand" aria-label="DurableParallel" href={href(['executions'])}>
                    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
                        <rect width="32" height="32" rx="7" class="brand-back" /><rect x="6" y="8" width="12" height="4" rx="2" class="brand-bar" />
                        <rect x="10" y="14" width="16" height="4" rx="2" class="brand-bar" /><rect x="14" y="20" width="10" height="4" rx="2" class="brand-bar" />
                    </svg>
                    <span>DurableParallel</span>
                </a>
                <nav aria-label="Pages">
                    {Pages.map(page => <a key={page.path} href={href([page.path])} aria-current={current === page.path ? 'page' : undefined}>{page.text}</a>)}
                </nav>
                <SearchBox />
                <Connection />
                <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={() => setHelp(true)}>?</button>
            </header>
            {metaError.value !== undefined && (
                <p class="banner bad" role="alert">{reason(metaError.value)} <button type="button" onClick={() => void loadMeta()}>Try again</button></p>
            )}
            <main id="main" tabIndex={-1}>{children}</main>
            {help && <HelpSheet onClose={() => setHelp(false)} />}
            {asked.value && <ActionDialog ask={asked.value} onClose={() => { asked.value = undefined; }} />}
            <div class="toasts" role="status" aria-live="polite">
                {toasts.value.map(toast => (
                    <p key={toast.id} class={`toast ${toast.kind}`}>{toast.text} <button type="button" class="icon" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>✕</button></p>
                ))}
            </div>
        </div>
    );
}

function Connection() {
    const state = connection.value;
    const journal = meta.value?.engine.journal;
    return (
        <span class="connection" title={journal ? `${journal} · version ${meta.value!.version}` : undefined}>
            {meta.value?.readOnly && <span class="badge quiet small">Read only</span>}
            {state !== 'off' && <span class={`live ${state}`}>{state === 'live' ? 'Live' : 'Connecting'}</span>}
        </span>
    );
}
