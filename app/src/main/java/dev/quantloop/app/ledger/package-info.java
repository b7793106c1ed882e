/** What lies in the ledgers of experiments: who uses it, whether it is sound, what can go. */
package dev.quantloop.app.ledger;
