import { imports } from './imports';
import { messages } from './messages';
import { purchasing } from './purchasing';
import { shelves } from './shelves';
import { tray } from './tray';

export default { ...imports, ...messages, ...purchasing, ...shelves, ...tray };
