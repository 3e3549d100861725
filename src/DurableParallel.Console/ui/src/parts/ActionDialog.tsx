import { useState } from 'preact/hooks';
import { fromInput, utcOf } from '../lib/time';
import { reason } from '../api/client';
import { say } from '../app/state';
import { Dialog } from './Dialog';

export interface Field {
    key: string;
    label: string;
    value?: string;
    kind?: 'text' | 'area' | 'time' | 'number' | 'check';
    options?: readonly string[];
    required?: boolean;
    hint?: string;
    /** What has to be typed, exactly, before the action can be done. */
    confirm?: string;
}

export interface Ask {
    title: string;
    text: string;
    fields?: readonly Field[];
    verb: string;
    danger?: boolean;
    /** Does it; what it returns is said afterwards. */
    run: (values: Record<string, string>) => Promise<string>;
}

/** Asks what an action needs, does it, and says what came of it. */
export function ActionDialog({ ask, onClose }: { ask: Ask; onClose: () => void }) {
    const fields = ask.fields ?? [];
    const [values, setValues] = useState(() => Object.fromEntries(fields.map(field => [field.key, field.value ?? ''])));
    const [error, setError] = useState<string>();
    const [busy, setBusy] = useState(false);
    const ready = fields.every(field => (!field.required || values[field.key] !== '') && (!field.confirm || values[field.key]?.replace(/[,\s.]/g, '') === field.confirm));
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        setBusy(true);
        setError(undefined);
        try {
            say(await ask.run(values));
            onClose();
        } catch (failure) {
            setError(reason(failure));
            setBusy(false);
        }
    };
    return (
        <Dialog title={ask.title} onClose={onClose}>
            <form onSubmit={event => void submit(event)}>
                <p>{ask.text}</p>
                {fields.map(field => (
                    <label key={field.key} class={field.kind === 'check' ? 'field check' : 'field'}>
                        <span>{field.label}</span>
                        <Input field={field} value={values[field.key] ?? ''} onValue={value => setValues(old => ({ ...old, [field.key]: value }))} />
                        {field.hint && <small class="muted">{field.hint}</small>}
                    </label>
                ))}
                {error && <p class="form-error" role="alert">{error}</p>}
                <footer>
                    <button type="button" onClick={onClose}>Not now</button>
                    <button type="submit" class={ask.danger ? 'danger' : 'primary'} disabled={busy || !ready}>{busy ? 'Working…' : ask.verb}</button>
                </footer>
            </form>
        </Dialog>
    );
}

function Input({ field, value, onValue }: { field: Field; value: string; onValue: (value: string) => void }) {
    if (field.options) {
        return (
            <select value={value} onChange={event => onValue(event.currentTarget.value)}>
                {field.options.map(option => <option key={option} value={option}>{option}</option>)}
            </select>
        );
    }

    switch (field.kind) {
        case 'area':
            return <textarea rows={5} value={value} required={field.required} onInput={event => onValue(event.currentTarget.value)} />;
        case 'check':
            return <input type="checkbox" checked={value === 'true'} onChange={event => onValue(String(event.currentTarget.checked))} />;
        case 'time':
            return <input type="datetime-local" title={utcOf(fromInput(value))} value={value} required={field.required} onInput={event => onValue(event.currentTarget.value)} />;
        default:
            return <input type="text" value={value} required={field.required} autocomplete="off" inputMode={field.kind === 'number' ? 'numeric' : 'text'}
                onInput={event => onValue(event.currentTarget.value)} />;
    }
}
