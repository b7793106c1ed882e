/** The checks of {@code doctor}: what this machine has of what the program needs. */
package dev.quantloop.app.doctor;
