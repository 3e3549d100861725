import { useEffect, useState } from 'preact/hooks';
import { at, get } from '../../api/client';
import type { OperationDetail, ScopeRules, WhatIfOutcome, WhatIfSettings } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { executionLink, route } from '../../app/router';
import { count, counted } from '../../lib/numbers';
import { duration } from '../../lib/time';
import { Chart } from '../../parts/Chart';
import { Failed, Loading } from '../../parts/Empty';
import { nameOf, rulesText } from '../execution/timeline/texts';
import { ask } from './ask';
import { Branches } from './Branches';
import { read, sameAsRecorded, write } from './settings';
import { Slider } from './Slider';

interface Sweep {
    points: { maxConcurrency: number; durationMs: number; peak: number }[];
    today?: number;
    inferred?: boolean;
}

/** What a scope would have done under other rules: the recorded branches, the rules themselves, a virtual clock. */
export function WhatIfPage() {
    const [, name = '', , id = ''] = route.value.path;
    const operation = useLoad(`${name}/${id}`, signal => get<OperationDetail>(`executions/${at(name, 'operations', id)}`, undefined, signal));
    const [settings, setSettings] = useState<WhatIfSettings>(() => read(route.value.query));
    const [settled, setSettled] = useState(settings);
    useEffect(() => {
        const timer = setTimeout(() => {
            setSettled(settings);
            history.replaceState(null, '', executionLink(name, write(settings)).replace(/(\?|$)/, `/whatif/${encodeURIComponent(id)}$1`));
        }, 200);
        return () => clearTimeout(timer);
    }, [settings]);
    const key = JSON.stringify(settled);
    const path = `executions/${at(name, 'scopes', id, 'what-if')}`;
    const outcome = useLoad(`${path} ${key}`, signal => ask<WhatIfOutcome>(path, settled, signal));
    const [shown, setShown] = useState<WhatIfOutcome>();
    useEffect(() => { if (outcome.data) { setShown(outcome.data); } }, [outcome.data]);
    const { maxConcurrency: _, ...others } = settled;
    const sweep = useLoad(`${path} sweep ${JSON.stringify(others)}`, signal => ask<Sweep>(`${path}/sweep`, others, signal));
    if (!operation.data) {
        return operation.error === undefined ? <Loading /> : <Failed error={operation.error} retry={operation.reload} />;
    }

    const row = operation.data;
    return (
        <div class="page flow whatif">
            <p class="crumbs-line"><a href={executionLink(name)}>{name}</a> <span aria-hidden="true">›</span> <a href={executionLink(name, { op: id })}>{nameOf(row)}</a></p>
            <h1>What if</h1>
            <p class="muted">{nameOf(row)}: {counted(row.scope?.total ?? row.children, 'branch', 'branches')}. Recorded: {rulesText(row.scope)}{shown?.recorded.inferred ? ', so the simplest ones that explain what happened are taken' : ''}.</p>
            <div class="whatif-main">
                <Settings rules={row.scope} total={row.scope?.total ?? row.children} settings={settings} onChange={setSettings} />
                <div class="whatif-result">
                    {outcome.error !== undefined ? <Failed error={outcome.error} retry={outcome.reload} /> : shown ? <Outcome outcome={shown} busy={outcome.loading} same={sameAsRecorded(settled, row.scope)} /> : <Loading what="Simulating" />}
                    {sweep.data && sweep.data.points.length > 0 && <SweepChart sweep={sweep.data} chosen={settled.maxConcurrency ?? undefined} total={row.scope?.total ?? row.children} />}
                    {shown && <Branches outcome={shown} />}
                </div>
            </div>
        </div>
    );
}

/** A share of 0 to 1 as the slider has it. */
const percent = <T extends null | undefined>(share: number | T): number | T => (typeof share === 'number' ? Math.round(share * 10_000) / 100 : share);

function Settings({ rules, total, settings, onChange }: { rules: ScopeRules | undefined; total: number; settings: WhatIfSettings; onChange: (settings: WhatIfSettings) => void }) {
    const set = (change: Partial<WhatIfSettings>): void => onChange({ ...settings, ...change });
    return (
        <form class="settings" aria-label="Rules" onSubmit={event => event.preventDefault()}>
            <Slider label="MaxConcurrency" none="no limit" min={1} max={Math.max(1, total)} recorded={rules?.maxConcurrency} value={settings.maxConcurrency} onValue={maxConcurrency => set({ maxConcurrency })} log />
            <Slider label="MinSuccessful" none="all" min={1} max={Math.max(1, total)} recorded={rules?.minSuccessful === -1 ? total : rules?.minSuccessful} value={settings.minSuccessful} onValue={minSuccessful => set({ minSuccessful })} />
            <Slider label="ToleratedFailureCount" none="not set" min={0} max={Math.max(1, total)} recorded={rules?.toleratedFailureCount} value={settings.toleratedFailureCount} onValue={toleratedFailureCount => set({ toleratedFailureCount })} />
            <Slider label="ToleratedFailurePercentage" none="not set" min={0} max={100} recorded={percent(rules?.toleratedFailurePercentage)} value={percent(settings.toleratedFailurePercentage)}
                onValue={value => set({ toleratedFailurePercentage: typeof value === 'number' ? value / 100 : value })} />
            <label class="check"><input type="checkbox" checked={settings.shouldCompleteOff ?? false} onChange={event => set({ shouldCompleteOff: event.currentTarget.checked })} /> Leave ShouldComplete off</label>
            <button type="button" onClick={() => onChange({})}>As recorded</button>
        </form>
    );
}

function Outcome({ outcome, busy, same }: { outcome: WhatIfOutcome; busy: boolean; same: boolean }) {
    const gain = outcome.recorded.durationMs - outcome.durationMs;
    return (
        <section class={busy ? 'outcome stale' : 'outcome'} aria-label="What would have happened" aria-live="polite">
            <dl class="tiles">
                <div><dt>Duration</dt><dd>{duration(outcome.durationMs)}</dd><dd class="muted">{same ? 'as recorded, simulated' : gain === 0 ? 'no difference' : `${duration(Math.abs(gain))} ${gain > 0 ? 'shorter' : 'longer'}`}; recorded {duration(outcome.recorded.durationMs)}</dd></div>
                <div><dt>Peak</dt><dd>{count(outcome.peak)}</dd><dd class="muted">recorded {count(outcome.recorded.peak)}</dd></div>
                <div><dt>Started</dt><dd>{count(outcome.started)}</dd></div><div><dt>Succeeded</dt><dd>{count(outcome.succeeded)}</dd></div>
                <div class={outcome.failed > 0 ? 'bad' : undefined}><dt>Failed</dt><dd>{count(outcome.failed)}</dd></div><div><dt>Skipped</dt><dd>{count(outcome.skipped)}</dd></div>
                {outcome.canceled > 0 && <div><dt>Canceled</dt><dd>{count(outcome.canceled)}</dd></div>}
            </dl>
            <p class="sentence"><strong>{outcome.reason}</strong>: {outcome.sentence}</p>
            {outcome.skippedNames.length > 0 && <details><summary>Who would have been skipped</summary><p>{outcome.skippedNames.join(', ')}{outcome.skipped > outcome.skippedNames.length ? ` and ${count(outcome.skipped - outcome.skippedNames.length)} more` : ''}</p></details>}
        </section>
    );
}

function SweepChart({ sweep, chosen, total }: { sweep: Sweep; chosen: number | undefined; total: number }) {
    // No limit is the same as room for all.
    const points = sweep.points.map(point => ({ ...point, at: point.maxConcurrency === 0 ? Math.max(total, 1) : point.maxConcurrency })).sort((a, b) => a.at - b.at)
        .filter((point, index, all) => index === 0 || all[index - 1]!.at !== point.at);
    const today = sweep.today === undefined ? undefined : sweep.today === 0 ? total : sweep.today;
    const mark = chosen !== undefined && chosen !== today ? { at: Math.min(chosen, total), text: `chosen: ${count(chosen)}` } : today !== undefined ? { at: Math.min(today, Math.max(total, 1)), text: `${sweep.inferred ? 'today, inferred' : 'today'}: ${count(today)}` } : undefined;
    return (
        <Chart title="Duration against MaxConcurrency" summary={points.map(point => `${point.at}: ${duration(point.durationMs)}`).join(', ')} height={230} log={total > 8} x={points.map(point => point.at)}
            y={[points.map(point => point.durationMs)]} lines={[{ label: 'duration', colour: 'bar-running', fill: true, dots: true }]} unit={duration} xText={value => String(value)} mark={mark} />
    );
}
