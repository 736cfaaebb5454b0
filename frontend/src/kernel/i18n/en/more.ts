import type { More } from '../fr';
import { imports } from './imports';
import { messages } from './messages';
import { purchasing } from './purchasing';
import { shelves } from './shelves';
import { tray } from './tray';

const more: More = { ...imports, ...messages, ...purchasing, ...shelves, ...tray };

export default more;
