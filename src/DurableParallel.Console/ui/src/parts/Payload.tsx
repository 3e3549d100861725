import { url } from '../api/client';
import type { PayloadView } from '../api/types';
import { bytes } from '../lib/numbers';
import { say } from '../app/state';

/** A payload as text: indented when it is JSON, cut with its size and a download when it is long. */
export function Payload({ title, value }: { title: string; value: PayloadView | undefined }) {
    if (!value) {
        return null;
    }

    const text = shown(value);
    return (
        <section class="payload" aria-label={title}>
            <header>
                <h3>{title}</h3>
                <span class="muted">{bytes(value.bytes)}{value.cut ? ', cut' : ''}{value.redacted ? ', redacted' : ''}</span>
                {text !== undefined && <button type="button" class="link" onClick={() => void copy(text)}>Copy</button>}
                {value.download && <a href={url(value.download)} download>Download</a>}
            </header>
            {text !== undefined ? <pre tabIndex={0}>{text}{value.cut ? '\n…' : ''}</pre> : <p class="muted">{value.redacted ? 'Not shown here.' : 'Empty.'}</p>}
        </section>
    );
}

function shown(value: PayloadView): string | undefined {
    if (value.text === undefined || value.contentType !== 'json' || value.cut) {
        return value.text;
    }

    try {
        return JSON.stringify(JSON.parse(value.text), null, 2);
    } catch {
        return value.text;
    }
}

async function copy(text: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(text);
        say('Copied.');
    } catch {
        say('The browser does not allow copying here.', 'failed');
    }
}
