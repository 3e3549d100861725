import { useState } from 'preact/hooks';
import { get, reason } from '../api/client';
import { executionLink, go, href } from './router';
import { say } from './state';

interface Found {
    execution?: string;
    operation?: { execution: string; id: string };
    prefix?: { prefix: string; count: number };
}

/** Takes a name, a prefix, an ARN, a callback's id or an operation's, and goes there. */
export function SearchBox() {
    const [text, setText] = useState('');
    const search = async (event: Event): Promise<void> => {
        event.preventDefault();
        const wanted = text.trim();
        if (wanted === '') {
            return;
        }

        try {
            const found = await get<Found>('search', { q: wanted });
            if (found.operation) {
                go(executionLink(found.operation.execution, { op: found.operation.id }));
            } else if (found.execution !== undefined) {
                go(executionLink(found.execution));
            } else if (found.prefix && found.prefix.count > 0) {
                go(href(['executions'], { prefix: found.prefix.prefix }));
            } else {
                go(href(['executions'], { contains: wanted }));
            }

            setText('');
        } catch (error) {
            say(reason(error), 'failed');
        }
    };
    return (
        <form class="search" role="search" onSubmit={event => void search(event)}>
            <input id="search" type="search" aria-label="Search by name, prefix, ARN, callback or operation" placeholder="Name, prefix, ARN, operation…" value={text}
                autocomplete="off" spellcheck={false} onInput={event => setText(event.currentTarget.value)}
                onKeyDown={event => { if (event.key === 'Escape') { event.currentTarget.blur(); } }} />
            <kbd aria-hidden="true">/</kbd>
        </form>
    );
}
