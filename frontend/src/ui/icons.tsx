/** The product's icons: 24 x 24, drawn by one stroke, in the colour of the text beside them. */
const PATHS = {
  home: 'M3.5 11 12 4l8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20',
  box: 'M12 3 4 7.2v9.6L12 21l8-4.2V7.2zM4 7.2l8 4.3 8-4.3M12 11.5V21M8 5.1l8 4.3',
  cart: 'M3 4h2.2l2.3 11h10.3l2.2-8H6.2M9 20.2a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2M16.5 20.2a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2',
  upload: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  download: 'M12 4v11M7.5 10.5 12 15l4.5-4.5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5',
  users: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.4-3.6 3-5.5 6.5-5.5s6.1 1.9 6.5 5.500M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.800c2 .7 3.2 2.5 3.5 5.2',
  user: 'M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.500c.5-4 3.5-6 7.5-6s7 2 7.5 6',
  truck: 'M2.5 6h11v11h-11zM13.5 10h4l3.5 3.500V17h-7.500M7 19.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4M17 19.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  tag: 'M3.5 12.500V4h8.500l8.5 8.5-8.5 8.500zM8 8.500h.01',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M9 19.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l4.5 4.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  check: 'M4.5 12.5 10 18 20 6.5',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M19.5 12H5M11 5.5 4.5 12l6.5 6.5',
  chevron: 'M9 5.5 15.5 12 9 18.5',
  down: 'M5.5 9 12 15.5 18.5 9',
  up: 'M5.5 15 12 8.5 18.5 15',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  edit: 'M4 20l1-4.500L16 4.500l3.5 3.500L8.5 19zM13.5 7l3.5 3.5',
  trash: 'M4 6.500h16M9 6.500V4h6v2.500M6 6.5 7 20.500h10l1-14M10 10.500v6M14 10.500v6',
  alert: 'M12 3.5 2.5 20h19zM12 10v4.500M12 17.300v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5.500M12 7.700v.01',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.300l3.5 2',
  calendar: 'M4 6h16v14.500H4zM4 10.500h16M8.500 3v4.500M15.500 3v4.500',
  wifiOff: 'M3 3l18 18M8.5 15.500a5 5 0 0 1 6.5-.4M5 12a10 10 0 0 1 4.5-2.500M13.5 9.200A10 10 0 0 1 19 12M2 8.500a14 14 0 0 1 4.5-2.800M11 4.500A14 14 0 0 1 22 8.500M12 19.500v.01',
  refresh: 'M20 5v5h-5M4 19v-5h5M19.5 10A8 8 0 0 0 5.5 7M4.5 14a8 8 0 0 0 14 3',
  undo: 'M8.5 5 4 9.5 8.5 14M4 9.500h10a5.5 5.5 0 0 1 0 11h-3',
  filter: 'M3.5 5h17L14 13v6.500l-4-2V13z',
  sort: 'M7 4v16M3.5 16.5 7 20l3.5-3.500M17 20V4M13.5 7.5 17 4l3.5 3.5',
  phone: 'M5 3.500h4l1.5 5-2.5 1.500a12 12 0 0 0 6 6l1.5-2.5 5 1.500v4a1.5 1.5 0 0 1-1.5 1.500C10.5 20.5 3.5 13.5 3.5 5A1.5 1.5 0 0 1 5 3.500z',
  device: 'M7 2.500h10v19H7zM11 18.500h2',
  logout: 'M10 4H4.500v16H10M15 7.500l4.5 4.5-4.5 4.500M19.5 12H9',
  share: 'M18 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M6 14.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M18 21a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M8.2 10.900l7.6-4.300M8.2 13.200l7.6 4.3',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  file: 'M6 2.500h8L19 7.500v14H6zM14 2.500v5h5M9.5 12.500h6M9.5 16.500h6',
  eye: 'M2 12c2.5-4.5 6-7 10-7s7.5 2.5 10 7c-2.5 4.5-6 7-10 7s-7.5-2.5-10-7M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  eyeOff: 'M3 3l18 18M9.5 5.400A10 10 0 0 1 12 5c4 0 7.5 2.5 10 7a17 17 0 0 1-2.5 3.400M6 7.200A15 15 0 0 0 2 12c2.5 4.5 6 7 10 7a10 10 0 0 0 5-1.400M10 10a3 3 0 0 0 4 4',
  chart: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  cash: 'M2.5 6.500h19v11h-19zM12 14.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M6 12h.01M18 12h.01',
  book: 'M5 3.500h13.500v17H6.500a1.5 1.5 0 0 1-1.500-1.500zM5 18.800a1.5 1.5 0 0 1 1.500-1.300h12M8.500 7.500h6.500M8.500 11h6.500',
  leaf: 'M5 19c0-9 5-14 15-14.500 .5 9.500-4 14.500-11 14.500-1.500 0-3-.5-4-1M5 20.500c1-4.500 4-8 8.500-10',
  barcode: 'M4 6v12M7 6v12M10.500 6v12M13 6v12M16.500 6v12M20 6v12',
  torch: 'M8 3h8v4l-2 3v11h-4V10L8 7zM8 6.500h8M12 13v2',
  data: 'M8 20V5M4.5 8.500 8 5l3.5 3.500M16 4v15M12.500 15.500 16 19l3.5-3.500',
  lock: 'M5.5 10.500h13v10h-13zM8.5 10.500V7a3.5 3.5 0 0 1 7 0v3.500M12 14.500v2.5',
  building: 'M4.5 20.500v-17h10v17M14.5 9.500h5v11M2.5 20.500h19M8 7.500h3M8 11.500h3M8 15.500h3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a shelf whose bars rise. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#ff8c00" />
      <path d="M7 24.500h18" stroke="#111827" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M10.5 20v-4.500M16 20v-8M21.5 20V8" stroke="#111827" strokeWidth="4" strokeLinecap="round" />
    </svg>
  );
}
