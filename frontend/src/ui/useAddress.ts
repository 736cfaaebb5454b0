import { useSearchParams } from 'wouter';

type Changes = Record<string, string | null | undefined>;

/** What the address says behind its question mark, and a way to say it otherwise: what is empty is left out. */
export function useAddress(): [URLSearchParams, (changes: Changes) => void] {
  const [params, setParams] = useSearchParams();
  const put = (changes: Changes) =>
    setParams(
      (now) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) now.set(name, value);
          else now.delete(name);
        }
        return now;
      },
      { replace: true },
    );
  return [params, put];
}
