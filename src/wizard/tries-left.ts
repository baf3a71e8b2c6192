/** What is said after so many wrong passphrases. */
export function triesLeft(wrong: number): string {
  const left = 3 - wrong;
  return `wrong passphrase, ${left} ${left === 1 ? "try" : "tries"} left`;
}
