import { useEffect } from 'preact/hooks';
import { at, get, url } from '../../api/client';
import type { ExecutionDetail } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { useKeys } from '../../app/keys';
import { executionLink, go, route } from '../../app/router';
import { canExport } from '../../app/state';
import { Failed, Loading } from '../../parts/Empty';
import { ErrorPanel } from '../../parts/ErrorPanel';
import { Head } from './Head';
import { HistoryTab } from './HistoryTab';
import { MoreTab } from './MoreTab';
import { PayloadsTab } from './PayloadsTab';
import { Timeline } from './timeline/Timeline';

const Tabs = [{ key: 'timeline', text: 'Timeline' }, { key: 'payloads', text: 'Input and result' }, { key: 'history', text: 'History' }, { key: 'more', text: 'Runs, events, callbacks' }] as const;

/** One execution: its head, its timeline, its payloads and its history. */
export function ExecutionPage({ name }: { name: string }) {
    const { data, error, reload } = useLoad(`execution/${name}`, signal => get<ExecutionDetail>(`executions/${at(name)}`, undefined, signal));
    const tab = Tabs.find(one => one.key === route.value.query.get('tab'))?.key ?? 'timeline';
    const show = (key: string): void => {
        const query = new URLSearchParams(route.value.query);
        if (key === 'timeline') {
            query.delete('tab');
        } else {
            query.set('tab', key);
        }

        go(executionLink(name, query), true);
    };
    const running = data !== undefined && data.ended === undefined;
    useEffect(() => {
        const timer = running ? setInterval(() => document.hidden || reload(), 3000) : undefined;
        return () => clearInterval(timer);
    }, [running]);
    useKeys('Execution', [
        ...Tabs.map((one, index) => ({ keys: String(index + 1), text: one.text, run: () => show(one.key) })),
        ...(!canExport() ? [] : [{ keys: 'h', text: 'Export the history', run: () => location.assign(url(`executions/${at(name)}/history/export`)) }]),
    ]);
    if (!data) {
        return error === undefined ? <Loading /> : <Failed error={error} retry={reload} />;
    }

    return (
        <div class="execution page">
            <Head detail={data} onChange={reload} />
            {data.error && <details class="head-error" open={tab === 'timeline' && !data.error.stack}><summary><strong>{data.error.type ?? 'Error'}</strong>{data.error.message ? `: ${data.error.message}` : ''}</summary><ErrorPanel error={data.error} /></details>}
            <div class="tabs">
                <div role="tablist" aria-label="Parts of the execution">{Tabs.map(one => (
                    <button key={one.key} id={`tab-${one.key}`} type="button" role="tab" aria-selected={tab === one.key} aria-controls="part" tabIndex={tab === one.key ? 0 : -1}
                        onClick={() => show(one.key)} onKeyDown={event => {
                            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                            if (by !== 0) {
                                const next = Tabs[(Tabs.findIndex(other => other.key === tab) + by + Tabs.length) % Tabs.length]!;
                                show(next.key);
                                document.getElementById(`tab-${next.key}`)?.focus();
                            }
                        }}>{one.text}</button>
                ))}</div>
                <span class="spring" />
                {canExport() && <a class="export" href={url(`executions/${at(name)}/history/export`)} download>Export history</a>}
            </div>
            <div id="part" class="part" role="tabpanel" aria-labelledby={`tab-${tab}`}>
                {tab === 'timeline' && <Timeline detail={data} onChange={reload} />}
                {tab === 'payloads' && <PayloadsTab detail={data} />}
                {tab === 'history' && <HistoryTab detail={data} />}
                {tab === 'more' && <MoreTab detail={data} onChange={reload} />}
            </div>
        </div>
    );
}
