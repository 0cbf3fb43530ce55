import { useEffect, useState } from 'react';
import { useDesk } from '../../state/desk.tsx';

/** Proposes a folder for a project of that name, below the data folder of the host. */
export function useFolderFor(): (name: string) => string {
  const { link } = useDesk();
  const [home, setHome] = useState('');
  useEffect(() => {
    link.api.system.status().then(
      (status) => setHome(status.home),
      () => undefined,
    );
  }, [link]);
  return (name) => {
    const folder = slug(name);
    const separator = home.includes('\\') ? '\\' : '/';
    return home === '' || folder === '' ? '' : [home, 'projects', folder].join(separator);
  };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
