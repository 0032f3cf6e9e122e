"""Whisper's log-mel spectrum of a sound by librosa or torch.stft, again and again; a worker whose unit is a second of sound.
With --make it writes the sound instead: 32-bit floats at 16 kHz."""
import argparse
import sys

import numpy as np

import worker

RATE, N_FFT, HOP, BINS = 16000, 400, 160, 80


def make(path, seconds):
    """Harmonics that glide, in words and pauses, above a hiss: what differs from frame to frame, at levels 60 dB apart."""
    rng, t = np.random.default_rng(300), np.arange(seconds * RATE) / RATE
    pitch = 2 * np.pi * np.cumsum(120 + 60 * np.sin(2 * np.pi * 0.7 * t)) / RATE
    voice = sum(np.sin(k * pitch) / k for k in range(1, 30))
    words = np.clip(np.sin(2 * np.pi * 1.3 * t) + 0.3 * np.sin(2 * np.pi * 0.31 * t), 0, 1)
    (0.2 * voice * words + rng.normal(0, 1e-3, t.size)).astype(np.float32).tofile(path)


def scaled(log_spectrum, maximum):
    return (maximum(log_spectrum, log_spectrum.max() - 8.0) + 4.0) / 4.0


def by_librosa(samples, fft):
    import librosa
    import scipy.fft

    librosa.set_fftlib(scipy.fft if fft == "scipy" else np.fft)

    def spectrum():
        power = librosa.feature.melspectrogram(y=samples, sr=RATE, n_fft=N_FFT, hop_length=HOP, n_mels=BINS, fmax=RATE / 2, pad_mode="reflect")
        return scaled(np.log10(np.maximum(power[:, :-1], 1e-10)), np.maximum)

    return spectrum


def by_torch(samples, _):
    import librosa
    import torch

    torch.set_num_threads(1)
    sound, window = torch.from_numpy(samples), torch.hann_window(N_FFT)
    filters = torch.from_numpy(librosa.filters.mel(sr=RATE, n_fft=N_FFT, n_mels=BINS))

    def spectrum():
        with torch.inference_mode():
            power = torch.stft(sound, N_FFT, HOP, window=window, return_complex=True)[..., :-1].abs() ** 2
            return scaled(torch.clamp(filters @ power, min=1e-10).log10(), torch.maximum).numpy()

    return spectrum


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sound", required=True)
    parser.add_argument("--make", type=int, metavar="SECONDS")
    parser.add_argument("--by", choices=["librosa", "torch.stft"])
    parser.add_argument("--fft", choices=["numpy", "scipy"], default="numpy", help="librosa's")
    parser.add_argument("--expect", help="our spectrum, which must be the same within 1e-4")
    args = parser.parse_args()
    if args.make:
        make(args.sound, args.make)
        return
    samples = np.fromfile(args.sound, np.float32)
    spectrum = {"librosa": by_librosa, "torch.stft": by_torch}[args.by](samples, args.fft)
    theirs, ours = spectrum().T, np.fromfile(args.expect, np.float32).reshape(-1, BINS)
    if theirs.shape != ours.shape or not np.abs(theirs - ours).max() <= 1e-4:
        apart = np.abs(theirs - ours).max() if theirs.shape == ours.shape else "%s and %s" % (ours.shape, theirs.shape)
        sys.exit("log_mel: the spectra differ: %s" % apart)

    def iterate():
        spectrum()
        return samples.size / RATE

    worker.serve(iterate)


main()
