import { count } from '../../lib/numbers';
import { fromPlace, toPlace } from './settings';

interface Props {
    label: string;
    /** What it means that the rule is not there. */
    none: string;
    min: number;
    max: number;
    recorded: number | undefined;
    value: number | null | undefined;
    onValue: (value: number | null | undefined) => void;
    log?: boolean;
}

/** One rule of a scope: a slider, a field for the exact value, and a box that takes the rule away. */
export function Slider({ label, none, min, max, recorded, value, onValue, log = false }: Props) {
    const off = value === null || (value === undefined && recorded === undefined);
    const current = value ?? recorded ?? max;
    const wide = log && max > 32;
    const clamp = (wanted: number): number => Math.max(min, Math.min(max, wanted));
    return (
        <fieldset class="slider">
            <legend>{label}</legend>
            <input type="range" aria-label={label} min={wide ? 0 : min} max={wide ? 1000 : max} value={toPlace(clamp(current), min, max, log)} aria-valuetext={off ? none : count(current)}
                class={off ? 'off' : undefined} onInput={event => onValue(fromPlace(Number(event.currentTarget.value), min, max, log))} />
            <input type="number" aria-label={`${label}, exactly`} min={min} max={max} value={off ? '' : current} placeholder={none}
                onChange={event => onValue(event.currentTarget.value === '' ? null : clamp(Math.round(Number(event.currentTarget.value))))} />
            <label class="check"><input type="checkbox" checked={off} onChange={event => onValue(event.currentTarget.checked ? null : recorded ?? max)} /> {none}</label>
            <span class="muted small">{value === undefined || value === (recorded ?? null) ? 'as recorded' : `recorded: ${recorded === undefined ? none : count(recorded)}`}</span>
        </fieldset>
    );
}
