import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { at, get, url } from '../../../api/client';
import { useLive } from '../../../api/live';
import type { ExecutionDetail } from '../../../api/types';
import { useKeys } from '../../../app/keys';
import { executionLink, go, route } from '../../../app/router';
import { counted } from '../../../lib/numbers';
import { Detail } from './Detail';
import { input } from './input';
import { TimelineStore } from './store';
import { type Place, TimelineView } from './TimelineView';
import { walk } from './walk';

const StaleEvery = 700; // ms

interface Match {
    id: string;
    path: string;
}

/** The timeline of an execution, with what was chosen in it. */
export function Timeline({ detail, onChange }: { detail: ExecutionDetail; onChange: () => void }) {
    const box = useRef<HTMLDivElement>(null);
    const view = useRef<TimelineView | undefined>(undefined);
    const [, setDrawn] = useState(0);
    const [failedFirst, setFailedFirst] = useState(false);
    const [matches, setMatches] = useState<{ text: string; found: readonly Match[]; at: number }>();
    const store = useMemo(() => new TimelineStore(detail.name, () => view.current?.request()), [detail.name]);
    const chosen = route.value.query.get('op') ?? undefined;

    const choose = (id: string | undefined): void => {
        const query = new URLSearchParams(route.value.query);
        if (id === undefined) {
            query.delete('op');
        } else {
            query.set('op', id);
        }

        go(executionLink(detail.name, query), true);
    };
    const reveal = async (id: string): Promise<void> => {
        const place = await store.reveal(id).catch(() => undefined);
        if (place && view.current) {
            view.current.show(place);
        }
    };
    const activate = (place: Place): void => {
        const row = place.scope.at(place.index);
        if (view.current && row) {
            view.current.active = place;
            choose(row.id);
        }
    };
    const toggle = (place: Place): void => (place.scope.openAt(place.index) ? store.shut(place.scope, place.index) : store.open(place.scope, place.index));

    useEffect(() => {
        const find = <T extends HTMLElement>(name: string): T => box.current!.querySelector<T>(`.${name}`)!;
        const made = new TimelineView({
            scroller: find('tl-scroll'), space: find('tl-space'), stage: find('tl-stage'), labels: find('tl-labels'),
            bars: find<HTMLCanvasElement>('tl-bars'), axis: find<HTMLCanvasElement>('tl-axis'), minimap: find<HTMLCanvasElement>('tl-minimap'),
        }, store);
        view.current = made;
        Object.assign(box.current!, { timeline: made });
        made.chosen = chosen;
        made.resize();
        const observer = new ResizeObserver(() => made.resize());
        observer.observe(find('tl-scroll'));
        observer.observe(find('tl-minimap'));
        const scheme = window.matchMedia('(prefers-color-scheme: dark)');
        const recolour = (): void => made.recolour();
        scheme.addEventListener('change', recolour);
        const stop = input(box.current!, made, activate, toggle, choose);
        void store.begin().then(() => {
            setDrawn(old => old + 1);
            if (chosen) {
                void reveal(chosen);
            }
        });
        const tick = setInterval(() => {
            if (store.running && !document.hidden) {
                made.request();
            }
        }, 200);
        return () => {
            clearInterval(tick);
            stop();
            scheme.removeEventListener('change', recolour);
            observer.disconnect();
            store.close();
        };
    }, [store]);

    useEffect(() => {
        if (view.current) {
            view.current.chosen = chosen;
            view.current.invocations = detail.invocations;
            view.current.request();
        }
    }, [chosen, detail]);

    const later = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const [event, setEvent] = useState(0);
    const running = detail.ended === undefined;
    const happened = (): void => {
        later.current ??= setTimeout(() => {
            later.current = undefined;
            store.stale();
            setEvent(old => old + 1);
        }, StaleEvery);
    };
    // What came before the stream, and while it was broken, is asked for once it is there.
    useLive(running ? url(`executions/${at(detail.name, 'history', 'stream')}`, { after: 'latest' }) : undefined, {
        open: happened,
        history: happened,
        end: () => {
            store.stale();
            onChange();
        },
    });
    useEffect(() => () => clearTimeout(later.current), []);

    const failed = (): void => {
        store.setFailedFirst(!failedFirst);
        setFailedFirst(!failedFirst);
    };
    const look = async (text: string): Promise<void> => {
        if (matches && matches.text === text && matches.found.length > 0) {
            const next = (matches.at + 1) % matches.found.length;
            setMatches({ ...matches, at: next });
            choose(matches.found[next]!.id);
            await reveal(matches.found[next]!.id);
            return;
        }

        const { matches: found } = await get<{ matches: Match[] }>(`executions/${at(detail.name)}/find`, { text });
        setMatches({ text, found, at: 0 });
        if (found[0]) {
            choose(found[0].id);
            await reveal(found[0].id);
        }
    };

    useKeys('Timeline', [
        { keys: 'ArrowDown', text: 'Next row' }, { keys: 'ArrowUp', text: 'Row before' }, { keys: 'ArrowRight', text: 'Open, or go into' },
        { keys: 'ArrowLeft', text: 'Close, or go out' }, { keys: 'Enter', text: 'Show payloads, errors and attempts' },
        { keys: 'Escape', text: 'Close what is shown', run: () => choose(undefined) },
        { keys: 'f', text: 'Failed first, or in their order', run: failed },
        { keys: '+', text: 'Zoom in', run: () => view.current?.zoom(0.7) }, { keys: '=', text: 'Zoom in', hidden: true, run: () => view.current?.zoom(0.7) },
        { keys: '-', text: 'Zoom out', run: () => view.current?.zoom(1 / 0.7) },
        { keys: '[', text: 'Earlier', run: () => view.current?.pan(-120) }, { keys: ']', text: 'Later', run: () => view.current?.pan(120) },
        { keys: '0', text: 'All of the time', run: () => view.current?.fit() },
        { keys: ',', text: 'Lower rows', run: () => view.current?.zoomRows(false) }, { keys: '.', text: 'Higher rows', run: () => view.current?.zoomRows(true) },
        { keys: 'a', text: 'All rows at once, or the usual height', run: () => toggleAll(view.current) },
        { keys: '\\', text: 'Find an operation', run: () => box.current?.querySelector<HTMLInputElement>('.tl-find input')?.focus() },
    ]);
    return (
        <section class={chosen ? 'timeline with-detail' : 'timeline'} ref={box} aria-label="Timeline">
            <div class="tl-tools">
                <form class="tl-find" onSubmit={submit => {
                    submit.preventDefault();
                    const text = new FormData(submit.currentTarget).get('text');
                    if (typeof text === 'string' && text !== '') {
                        void look(text);
                    }
                }}>
                    <input name="text" type="search" aria-label="Find an operation" placeholder="Find an operation" autocomplete="off" />
                    {matches && <span class="muted" role="status">{matches.found.length === 0 ? 'none' : `${matches.at + 1} of ${matches.found.length}`}</span>}
                </form>
                <button type="button" aria-pressed={failedFirst} onClick={failed}>Failed first</button>
                <span class="spring" />
                <span class="muted tl-count">{counted(detail.operations, 'operation')}</span>
                <Tool text="−" label="Zoom out" run={() => view.current?.zoom(1 / 0.7)} />
                <Tool text="+" label="Zoom in" run={() => view.current?.zoom(0.7)} />
                <Tool text="Fit" label="Fit: all of the time" run={() => view.current?.fit()} />
                <Tool text="≡" label="Lower rows" run={() => view.current?.zoomRows(false)} />
                <Tool text="☰" label="Higher rows" run={() => view.current?.zoomRows(true)} />
                <Tool text="All" label="All rows at once, or at their usual height" run={() => toggleAll(view.current)} />
            </div>
            <div class="tl-main">
                <div class="tl-chart">
                    <div class="tl-top"><span class="tl-corner muted">Operation</span><canvas class="tl-axis" aria-hidden="true" /></div>
                    <div class="tl-scroll" tabIndex={-1}>
                        <div class="tl-space">
                            <div class="tl-stage">
                                <div class="tl-labels" role="none" aria-label="Operations" onKeyDown={key => view.current && walk(key, view.current, store, activate)} />
                                <canvas class="tl-bars" aria-hidden="true" />
                            </div>
                        </div>
                    </div>
                </div>
                <canvas class="tl-minimap" data-fluid="" aria-hidden="true" />
                {chosen && <Detail key={chosen} execution={detail} id={chosen} turn={event} onClose={() => choose(undefined)} onGo={id => { choose(id); void reveal(id); }} onChange={onChange} />}
            </div>
            <Legend />
        </section>
    );
}

const toggleAll = (view: TimelineView | undefined): void => (view && view.row >= 16 ? view.fitRows() : view?.setRow(24));

const Tool = ({ text, label, run }: { text: string; label: string; run: () => void }) =>
    <button type="button" class="icon" aria-label={label} title={label} onClick={run}>{text}</button>;

const Legend = () => (
    <ul class="tl-legend" aria-label="Legend">
        <li><i class="swatch running" />running</li><li><i class="swatch good" />succeeded</li><li><i class="swatch bad" />failed</li>
        <li><i class="swatch hollow" />waiting</li><li><i class="swatch hatch" />retry delay</li><li><i class="sign diamond">◆</i>callback received</li>
        <li><i class="sign">▼</i>event</li><li><i class="sign">⚑</i>decided</li><li><i class="swatch restart" />process restarted</li><li><i class="swatch resume" />invocation</li>
    </ul>
);
