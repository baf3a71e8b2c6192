import type { CertificateFile, FilesFacts, SeenCertificate } from "./files-facts.ts";
import type { FilesRow } from "./judge.ts";

/** What stands behind the leaf: each the one that signed the one before, without the root. */
export function judgeChain({ certificate, key }: FilesFacts, now: string): readonly FilesRow[] {
  // Told already, and the order of the others says nothing then.
  if (key.belongsTo !== undefined && key.belongsTo > 0) return [];
  return [judgeOrder(certificate), ...judgeEach(certificate.chain, now)];
}

function judgeOrder(file: CertificateFile): FilesRow {
  const { path, chain } = file;
  const way = wayUp(chain);
  if (way.some((index, place) => index !== place)) {
    const order = way.map((index) => chain[index]?.subject).join(", ");
    return {
      state: "failed",
      text: `the certificates in ${path} are in the wrong order`,
      fix: `put the leaf first, behind it the certificate that signed it, and so on: ${order}`,
    };
  }
  const last = chain[way.length - 1];
  if (last === undefined) throw new Error(`${path} was judged without a certificate`);
  const whole = way.length === chain.length;
  const isRoot = last.signedBy === way.length - 1;
  if (!whole) return isRoot ? strangers(file, way.length) : gap(file, last);
  return isRoot ? rootIncluded(file) : judgeEnd(file, last);
}

/** Indexes from the leaf up, each the signer of the one before, as far as the file goes. */
function wayUp(chain: readonly SeenCertificate[]): readonly number[] {
  const way = [0];
  for (let next = chain[0]?.signedBy; next !== undefined && !way.includes(next); ) {
    way.push(next);
    next = chain[next]?.signedBy;
  }
  return way;
}

function gap({ path, chain }: CertificateFile, { subject, issuer }: SeenCertificate): FilesRow {
  const next = chain.find((each) => each.subject !== subject && each.signedBy !== 0)?.subject;
  return {
    state: "failed",
    text: `${path} has a gap: the certificate of ${issuer}, which signed ${subject}, is missing`,
    fix: `put the certificate of ${issuer} behind that of ${subject}${next === undefined ? "" : `, before that of ${next}`}`,
  };
}

function strangers({ path, chain }: CertificateFile, from: number): FilesRow {
  const names = chain.slice(from).map(({ subject }) => subject);
  return {
    state: "warning",
    text: `${path} holds certificates that do not belong to its chain: ${names.join(", ")}`,
    fix: "take them out",
  };
}

function rootIncluded({ path, chain }: CertificateFile): FilesRow {
  if (chain.length === 1) {
    return { state: "ok", text: "it is signed by itself: clients have to be told to trust it" };
  }
  return {
    state: "warning",
    text: `${path} holds the root too, which no client needs: each has its own copy`,
    fix: "take its last certificate out",
  };
}

function judgeEnd({ path, chain, knownRoot }: CertificateFile, last: SeenCertificate): FilesRow {
  if (knownRoot === true)
    return { state: "ok", text: `its chain leads to ${last.issuer}, which this box trusts` };
  if (chain.length === 1) {
    return {
      state: "warning",
      text: `the certificate of ${last.issuer}, which signed it, is not in ${path}: clients that do not know it refuse the endpoint`,
      fix: `put the certificate of ${last.issuer} behind it, unless that is a root that your clients have`,
    };
  }
  if (knownRoot === undefined) return { state: "ok", text: `its chain leads to ${last.issuer}` };
  return {
    state: "warning",
    text: `its chain leads to ${last.issuer}, which this box does not trust: clients have to have that root`,
  };
}

function judgeEach(chain: readonly SeenCertificate[], now: string): readonly FilesRow[] {
  return chain.flatMap(({ subject, signedBy, notAfter, weakHash }, index): readonly FilesRow[] => {
    // Nobody checks how a root signed itself.
    const isRoot = index > 0 && signedBy === index;
    const ended = index > 0 && Date.parse(now) >= Date.parse(notAfter);
    const another = `get the chain anew from whoever signed it`;
    return [
      ...(weakHash === undefined || isRoot
        ? []
        : [
            {
              state: "failed" as const,
              text: `the signature of ${subject} is made with ${weakHash}, which clients refuse`,
              fix: "ask for a new certificate; every authority signs with SHA-256 today",
            },
          ]),
      ...(ended && !isRoot
        ? [
            {
              state: "failed" as const,
              text: `the certificate of ${subject} in the chain ended on ${notAfter.slice(0, 10)}`,
              fix: another,
            },
          ]
        : []),
    ];
  });
}
