/** Runs an experiment: plans its iterations and carries out their stages. Knows no terminal. */
package dev.quantloop.app.loop;
