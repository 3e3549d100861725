import { Dialog } from '../parts/Dialog';
import { sections } from './keys';

/** All keys that do something on this page. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
    return (
        <Dialog title="Keys" onClose={onClose} wide>
            <div class="help">
                {sections.value.map(section => (
                    <section key={section.title}>
                        <h3>{section.title}</h3>
                        <dl>
                            {section.keys.filter(key => !key.hidden).map(key => (
                                <div key={key.keys}>
                                    <dt>{key.keys.split(' ').map((one, index) => <kbd key={index}>{names[one] ?? one}</kbd>)}</dt>
                                    <dd>{key.text}</dd>
                                </div>
                            ))}
                        </dl>
                    </section>
                ))}
            </div>
        </Dialog>
    );
}

const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'Space' };
