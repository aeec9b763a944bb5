/**
 * A report of what this machine can do, and what it lacks. The entry point is {@link
 * dev.skipstream.doctor.Doctor}.
 *
 * <p>Exports {@link dev.skipstream.doctor.Doctor}, {@link dev.skipstream.doctor.DoctorReport} and
 * {@link dev.skipstream.doctor.MissingPart}. Hides the examinations.
 */
package dev.skipstream.doctor;
