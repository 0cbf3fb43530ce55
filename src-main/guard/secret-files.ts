/** Names of files that hold keys and passwords by custom; samples of them do not. */
const SECRET =
  /^(?:\.env(?:\..+)?|\.envrc|\.netrc|_netrc|\.npmrc|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|secrets?\.(?:json|ya?ml|toml|env)|service[-_]account.*\.json|.+\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc|ppk|tfstate|env))$/i;
const SAMPLE = /(?:^|[._-])(?:example|sample|template|dist|defaults?)(?:[._-]|$)/i;
const SECRET_FOLDER = /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube)\//i;

/** Whether a file, by its path, is one that people keep secrets in. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return SECRET_FOLDER.test(path) || (SECRET.test(name) && !SAMPLE.test(name));
}
