import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Asks for an access token by SMART Backend Services (SMART App Launch 2.2): the system proves who it is by an assertion that its own key signs.
 *
 * @param {string | URL} endpoint The token endpoint, as /fhir/.well-known/smart-configuration names it.
 * @param {string} hospital The client id that is registered.
 * @param {string} keyFile The private key, a JWK with kid and alg (ES384 or RS384).
 * @returns {Promise<{ access_token: string, token_type: string, expires_in: number, scope: string }>} Good for expires_in seconds; scope is what was granted.
 */
export async function askForToken(endpoint, hospital, keyFile) {
  const key = JSON.parse(readFileSync(keyFile, 'utf8'));
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/*.cruds',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(key, hospital, String(endpoint)),
    }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`No token: ${told.error}, ${told.error_description}`);
  return told;
}

function assertion(key, hospital, endpoint) {
  const now = Math.floor(Date.now() / 1000);
  const part = content => Buffer.from(JSON.stringify(content)).toString('base64url');
  const signed = [
    part({ alg: key.alg, kid: key.kid, typ: 'JWT' }),
    part({ iss: hospital, sub: hospital, aud: endpoint, iat: now, exp: now + 120, jti: randomUUID() }),
  ].join('.');
  // A JWS has an elliptic curve's two numbers side by side (RFC 7518, 3.4), not in DER.
  const signature = sign('sha384', Buffer.from(signed), { key: createPrivateKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
