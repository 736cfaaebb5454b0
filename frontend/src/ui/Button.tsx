import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icons';

type Look = { look?: 'second' | 'plain' | 'accent' | 'bad' | 'bad-plain'; wide?: boolean; small?: boolean; compact?: boolean; icon?: IconName };

/** `compact`: on a phone only the icon is seen. */
const classes = ({ look, wide, small, compact }: Look) =>
  ['button', look, wide && 'wide', small && 'small', compact && 'compact'].filter(Boolean).join(' ');

type Props = Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> & { busy?: boolean };

/** While `busy` it keeps its place and refuses a second press. */
export function Button({ look, wide, small, compact, icon, busy, children, type = 'button', onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={classes({ look, wide, small, compact })}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} size={20} />}
      {compact ? <span>{children}</span> : children}
    </button>
  );
}

export function ButtonLink({ to, icon, children, ...look }: Look & { to: string; children: ReactNode }) {
  return (
    <Link href={to} className={classes(look)}>
      {icon && <Icon name={icon} size={20} />}
      <span>{children}</span>
    </Link>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'aria-label' | 'children'> & {
  icon: IconName;
  label: string;
};

export function IconButton({ icon, label, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} className="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
