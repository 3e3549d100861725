import { useMemo } from 'preact/hooks';
import { get, url } from '../../api/client';
import { useLive } from '../../api/live';
import type { Figures } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { href } from '../../app/router';
import { bytes, count, short } from '../../lib/numbers';
import { duration } from '../../lib/time';
import { Failed, Loading } from '../../parts/Empty';
import { Chart } from '../../parts/Chart';
import { failuresOf } from './failures';

const Most = 720;
const Every = 5000;

interface Busiest {
    slowest: { function: string; p50Ms: number; p99Ms: number; ended: number; failed: number }[];
    retried: { function: string; operation: string; retries: number }[];
}

/** How the engine does: now, and over the last hour. */
export function OverviewPage() {
    const history = useLoad('figures', signal => get<{ points: Figures[] }>('figures/history', { minutes: 60 }, signal));
    const busiest = useLoad('busiest', signal => get<Busiest>('figures/functions', undefined, signal));
    const current = useLoad('now', signal => get<Figures>('figures', undefined, signal));
    useLive(url('figures/live'), {
        figures: (figures: Figures) => {
            current.set(() => figures);
            history.set(({ points }) => {
                const last = points.at(-1);
                return last && Date.parse(figures.at) - Date.parse(last.at) < Every ? { points } : { points: [...points.slice(1 - Most), figures] };
            });
        },
    });
    const points = history.data?.points;
    const plots = useMemo(() => points && plotsOf(points), [points]);
    if (history.error !== undefined && !points) {
        return <Failed error={history.error} retry={history.reload} />;
    }

    if (!plots || !points) {
        return <Loading />;
    }

    const latest = current.data ?? points.at(-1);
    return (
        <div class="page flow overview">
            <h1>Overview</h1>
            {latest && <Numbers figures={latest} />}
            <div class="charts">
                <Chart title="Executions a second" summary={`${rate(latest?.startsPerSecond)} start and ${rate(latest?.endsPerSecond)} end each second now`} time x={plots.x} y={plots.throughput}
                    lines={[{ label: 'started', colour: 'bar-running', fill: true }, { label: 'ended', colour: 'bar-good' }]} />
                <Chart title="Step latency" summary={`half of the steps take ${ms(latest?.stepP50Ms)}, 99 of 100 at most ${ms(latest?.stepP99Ms)}`} time x={plots.x} y={plots.steps} unit={duration}
                    lines={[{ label: 'p50', colour: 'bar-running' }, { label: 'p99', colour: 'bar-warn' }]} />
                <Chart title="Active, parked, queued" summary={`${count(latest?.active ?? 0)} active, ${count(latest?.parked ?? 0)} parked, ${count(latest?.queued ?? 0)} queued`} time x={plots.x} y={plots.load}
                    lines={[{ label: 'active', colour: 'bar-running' }, { label: 'parked', colour: 'bar-quiet' }, { label: 'queued', colour: 'bar-warn' }]} />
                <Chart title="Commits a second" summary={`${rate(latest?.commitsPerSecond)} commits each second now`} time x={plots.x} y={plots.commits}
                    lines={[{ label: 'commits', colour: 'bar-running', fill: true }, { label: 'steps', colour: 'bar-good' }]} />
                <Chart title="Commit latency" summary={`p50 ${ms(latest?.commitP50Ms)}, p99 ${ms(latest?.commitP99Ms)}`} time x={plots.x} y={plots.commitLatency} unit={fine}
                    lines={[{ label: 'p50', colour: 'bar-running' }, { label: 'p99', colour: 'bar-warn' }]} />
                <Chart title="Failures by function" summary={plots.failures.names.length === 0 ? 'none in the last hour' : `failures of ${plots.failures.names.join(', ')}`} time x={plots.x} y={plots.failures.values}
                    lines={plots.failures.names.map((label, index) => ({ label, colour: ['bar-bad', 'bar-warn', 'bar-quiet', 'accent'][index % 4]! }))} />
            </div>
            {busiest.data && <Tables busiest={busiest.data} />}
        </div>
    );
}

const rate = (value: number | undefined): string => (value === undefined ? '–' : value < 10 ? value.toFixed(1) : count(Math.round(value)));
const ms = (value: number | undefined): string => (value === undefined ? '–' : duration(value));
const fine = (value: number): string => (value < 10 ? `${Math.round(value * 10) / 10} ms` : duration(value));

function plotsOf(points: readonly Figures[]) {
    const line = (of: (point: Figures) => number | undefined): (number | null)[] => points.map(point => of(point) ?? null);
    return {
        x: points.map(point => Date.parse(point.at) / 1000),
        throughput: [line(one => one.startsPerSecond), line(one => one.endsPerSecond)],
        steps: [line(one => one.stepP50Ms), line(one => one.stepP99Ms)],
        load: [line(one => one.active), line(one => one.parked), line(one => one.queued)],
        commits: [line(one => one.commitsPerSecond), line(one => one.stepsPerSecond)],
        commitLatency: [line(one => one.commitP50Ms), line(one => one.commitP99Ms)],
        failures: failuresOf(points),
    };
}

function Numbers({ figures }: { figures: Figures }) {
    const tiles = [
        { text: 'Executions', value: short(figures.executions), link: href(['executions']) }, { text: 'Running', value: count(figures.running), link: href(['executions'], { status: 'Running' }) },
        { text: 'Active', value: count(figures.active) }, { text: 'Parked', value: count(figures.parked) }, { text: 'Queued', value: count(figures.queued), link: href(['executions'], { state: 'Queued' }) },
        { text: 'Blocked', value: count(figures.blocked), link: href(['drift']), bad: figures.blocked > 0 }, { text: 'Starts / s', value: rate(figures.startsPerSecond) },
        { text: 'Commits / s', value: rate(figures.commitsPerSecond) }, { text: 'Journal', value: bytes(figures.journalBytes) }, { text: 'WAL', value: bytes(figures.walBytes) }, { text: 'Heap', value: bytes(figures.heapBytes) },
    ];
    return (
        <dl class="tiles">{tiles.map(tile => (
            <div key={tile.text} class={tile.bad ? 'bad' : undefined}><dt>{tile.text}</dt><dd>{tile.link ? <a href={tile.link}>{tile.value}</a> : tile.value}</dd></div>
        ))}</dl>
    );
}

const Tables = ({ busiest }: { busiest: Busiest }) => (
    <div class="pair">
        <section>
            <h2>Slowest functions</h2>
            <div class="table-box" tabIndex={0} role="region" aria-label="Slowest functions"><table>
                <thead><tr><th scope="col">Function</th><th scope="col" class="right">p50</th><th scope="col" class="right">p99</th><th scope="col" class="right">Ended</th><th scope="col" class="right">Failed</th></tr></thead>
                <tbody>{busiest.slowest.map(one => (
                    <tr key={one.function}><td><a href={href(['executions'], { function: one.function })}>{one.function}</a></td><td class="right">{duration(one.p50Ms)}</td><td class="right">{duration(one.p99Ms)}</td>
                        <td class="right">{count(one.ended)}</td><td class={one.failed > 0 ? 'right bad-text' : 'right'}>{count(one.failed)}</td></tr>
                ))}</tbody>
            </table></div>
            {busiest.slowest.length === 0 && <p class="muted">Nothing has ended in the last hour.</p>}
        </section>
        <section>
            <h2>Operations that retry most</h2>
            <div class="table-box" tabIndex={0} role="region" aria-label="Operations that retry most"><table>
                <thead><tr><th scope="col">Operation</th><th scope="col">Function</th><th scope="col" class="right">Retries</th></tr></thead>
                <tbody>{busiest.retried.map(one => <tr key={`${one.function} ${one.operation}`}><td>{one.operation}</td><td>{one.function}</td><td class="right">{count(one.retries)}</td></tr>)}</tbody>
            </table></div>
            {busiest.retried.length === 0 && <p class="muted">Nothing was retried in the last hour.</p>}
        </section>
    </div>
);
