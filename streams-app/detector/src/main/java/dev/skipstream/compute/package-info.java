/**
 * The check of number formats: does each layer of a network compute right on this machine, and how
 * fast. The entry point is {@link dev.skipstream.compute.ComputeCheck}.
 *
 * <p>Exports {@link dev.skipstream.compute.CheckUnavailableException}, {@link
 * dev.skipstream.compute.ComputeCheck} and {@link dev.skipstream.compute.FormatResult}. Hides the
 * process of the check, its program, and the files of its results.
 */
package dev.skipstream.compute;
