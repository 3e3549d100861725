import { useState } from 'preact/hooks';
import { get } from '../../api/client';
import type { FunctionInfo } from '../../api/types';
import { useLoad } from '../../api/useLoad';
import { everything, type Filter, isEverything } from '../../lib/filters';
import { fromInput, toInput, utcOf } from '../../lib/time';

type Mode = 'contains' | 'prefix' | 'name';

interface Props {
    filter: Filter;
    onChange: (filter: Filter) => void;
}

/** The part of the filter that is typed or picked; status and state are the chips above. */
export function FilterBar({ filter, onChange }: Props) {
    const functions = useLoad('functions', signal => get<{ items: FunctionInfo[] }>('functions', undefined, signal));
    const mode: Mode = filter.prefix ? 'prefix' : filter.name ? 'name' : 'contains';
    const [chosen, setMode] = useState<Mode>(mode);
    const [open, setOpen] = useState(hasMore(filter));
    const set = (change: Partial<Record<keyof Filter, unknown>>): void => {
        const next: Record<string, unknown> = { ...filter, ...change };
        for (const key of Object.keys(next)) {
            if (next[key] === undefined || next[key] === '') {
                delete next[key];
            }
        }

        onChange(next as unknown as Filter);
    };
    const setText = (text: string, as: Mode): void => set({ contains: undefined, prefix: undefined, name: undefined, [as]: text });
    const versions = functions.data?.items.find(item => item.name === filter.function)?.versions ?? [];
    const names = functions.data?.items.map(item => item.name) ?? [];
    return (
        <div class="filters" role="group" aria-label="Filter">
            <select aria-label="Function" value={filter.function ?? ''} onChange={event => set({ function: event.currentTarget.value, version: undefined })}>
                <option value="">All functions</option>
                {(filter.function && !names.includes(filter.function) ? [filter.function, ...names] : names).map(name => <option key={name} value={name}>{name}</option>)}
            </select>
            {(versions.length > 1 || filter.version !== undefined) && (
                <select aria-label="Version" value={filter.version === undefined ? '' : String(filter.version)}
                    onChange={event => set({ version: event.currentTarget.value === '' ? undefined : Number(event.currentTarget.value) })}>
                    <option value="">All versions</option>
                    {versions.map(one => <option key={one.version} value={String(one.version)}>version {one.version}</option>)}
                </select>
            )}
            <span class="joined">
                <select aria-label="How the name is compared" value={chosen} onChange={event => {
                    const next = event.currentTarget.value as Mode;
                    setMode(next);
                    const text = filter[mode];
                    if (text) {
                        setText(text, next);
                    }
                }}>
                    <option value="contains">Name contains</option>
                    <option value="prefix">Name starts with</option>
                    <option value="name">Name is</option>
                </select>
                <input type="search" aria-label="Name" value={filter[mode] ?? ''} spellcheck={false} onChange={event => setText(event.currentTarget.value.trim(), chosen)} />
            </span>
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>More filters</button>
            {!isEverything(filter) && <button type="button" class="link" onClick={() => onChange(everything)}>Clear</button>}
            {open && (
                <div class="more-filters">
                    <label>Tags <input type="text" placeholder="key=value, key=value" value={filter.tag.join(', ')} onChange={event =>
                        set({ tag: event.currentTarget.value.split(',').map(tag => tag.trim()).filter(tag => tag.includes('=')) })} /></label>
                    <label>Tenant <input type="text" value={filter.tenant ?? ''} onChange={event => set({ tenant: event.currentTarget.value.trim() })} /></label>
                    {times.map(({ key, text }) => (
                        <label key={key}>{text} <input type="datetime-local" title={utcOf(filter[key])} value={toInput(filter[key])} onChange={event => set({ [key]: fromInput(event.currentTarget.value) })} /></label>
                    ))}
                    <button type="button" onClick={() => set({ startedAfter: new Date(Date.now() - 3_600_000).toISOString(), startedBefore: undefined })}>Started in the last hour</button>
                </div>
            )}
        </div>
    );
}

const times = [
    { key: 'startedAfter', text: 'Started after' }, { key: 'startedBefore', text: 'Started before' },
    { key: 'endedAfter', text: 'Ended after' }, { key: 'endedBefore', text: 'Ended before' },
] as const;

const hasMore = (filter: Filter): boolean =>
    filter.tag.length > 0 || filter.tenant !== undefined || times.some(({ key }) => filter[key] !== undefined);
