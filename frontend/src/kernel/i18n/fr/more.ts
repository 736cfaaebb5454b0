import { imports } from './imports';
import { purchasing } from './purchasing';
import { shelves } from './shelves';
import { tray } from './tray';

export default { ...imports, ...purchasing, ...shelves, ...tray };
