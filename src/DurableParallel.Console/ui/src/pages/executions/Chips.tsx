import type { Counts } from '../../api/types';
import { type Filter, stateName, States, statusName, Statuses, toggled } from '../../lib/filters';
import { count, short } from '../../lib/numbers';
import { glyph, tone } from '../../parts/Badge';

interface Props {
    filter: Filter;
    counts: Counts | undefined;
    onChange: (filter: Filter) => void;
}

/** Statuses and states with their counts; each switches its part of the filter. */
export function Chips({ filter, counts, onChange }: Props) {
    return (
        <div class="chips" role="group" aria-label="Status">
            <Chip text="All" total={sum(counts)} on={filter.status.length === 0 && filter.state.length === 0} onClick={() => onChange({ ...filter, status: [], state: [] })} />
            {Statuses.map(status => (
                <Chip key={status} text={statusName(status)} glyph={glyph(status)} tone={tone(status)} total={counts && (counts.byStatus[status] ?? 0)}
                    on={filter.status.includes(status)} onClick={() => onChange({ ...filter, status: toggled(filter.status, status) })} />
            ))}
            <span class="chip-gap" aria-hidden="true" />
            {States.map(state => (
                <Chip key={state} text={stateName(state)} tone={state === 'Blocked' ? 'bad' : state === 'Retrying' ? 'warn' : 'quiet'}
                    total={counts && (counts.byState[state] ?? 0)} on={filter.state.includes(state)} onClick={() => onChange({ ...filter, state: toggled(filter.state, state) })} />
            ))}
        </div>
    );
}

const sum = (counts: Counts | undefined): number | undefined => counts && Object.values(counts.byStatus).reduce((all, one) => all + one, 0);

function Chip({ text, glyph: sign, tone: colour = 'quiet', total, on, onClick }:
    { text: string; glyph?: string; tone?: string; total: number | undefined; on: boolean; onClick: () => void }) {
    return (
        <button type="button" class={`chip ${colour}`} aria-pressed={on} onClick={onClick} title={total === undefined ? undefined : count(total)}>
            {sign && <span class="chip-sign" aria-hidden="true">{sign}</span>}{text} <span class="number">{total === undefined ? '…' : short(total)}</span>
        </button>
    );
}
