# Transforms of sound against Whisper's and AST's feature extractors, librosa, torchaudio's definition and soxr: on
# recordings of fsdd, and on sounds made here.
import glob
import os
import wave

import numpy as np

import common
from pipeline import Error, Pipeline

GOAL = 1e-4


def recordings(count=100):
    """(samples, rate): every so many of the files; [] without the data."""
    paths = sorted(glob.glob(os.path.join(common.data_folder(), "fsdd", "recordings", "*.wav")))
    for path in paths[::max(1, len(paths) // count)][:count]:
        with wave.open(path) as w:
            yield np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(np.float32) / 32768, w.getframerate()


def made_sounds(rate):
    """Tones, sweeps, clicks, noise, silence, loud and faint: [samples]."""
    rng = np.random.default_rng(0)
    t = np.arange(rate) / rate
    yield np.sin(2 * np.pi * 440 * t)
    yield 0.5 * np.sin(2 * np.pi * (100 + rate / 4 * t) * t)
    yield rng.normal(0, 0.3, 2 * rate + 77)
    yield 1e-4 * rng.normal(0, 1, rate // 2)
    yield 0.9 * np.sign(np.sin(2 * np.pi * 50 * t)) + 1e-3 * rng.normal(0, 1, rate)
    yield np.where(np.arange(rate) % 1600 == 0, 1.0, 0.0)
    yield np.concatenate([rng.normal(0, 0.5, rate // 3), np.zeros(rate // 3), 1e-3 * np.sin(2 * np.pi * 1000 * t)])
    yield 3 + rng.normal(0, 0.1, rate // 4)
    yield np.zeros(rate // 2)


class Worst:
    def __init__(self):
        self.error, self.count = 0.0, 0

    def add(self, ours, theirs):
        self.count += 1
        assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
        error = np.abs(ours.astype(np.float64) - theirs).max()
        self.error = max(self.error, error if np.isfinite(error) else np.inf)


def compare(checks, name, pipeline, theirs, sounds, goal=GOAL):
    """`theirs` makes [frames, bins] of samples and their rate."""
    worst = Worst()
    with Pipeline(pipeline) as ours:
        for samples, rate in sounds:
            worst.add(ours.sound(samples[None], rate), theirs(samples, rate))
    checks.that(worst.count > 0 and worst.error <= goal, "%s, %d sounds: largest difference" % (name, worst.count), "%.2g" % worst.error,
                "%.0g" % goal)


def compare_relative(checks, name, pipeline, theirs, sounds):
    """The same as parts of each sound's largest number."""
    worst = Worst()
    with Pipeline(pipeline) as ours:
        for samples, rate in sounds:
            want = theirs(samples, rate)
            most = max(np.abs(want).max(), 1e-30)
            worst.add(ours.sound(samples[None], rate) / most, want / most)
    checks.that(worst.error <= 1e-6, "%s, %d sounds: largest difference, as a part of the largest number" % (name, worst.count),
                "%.2g" % worst.error, "1e-06")


# ---- Hugging Face's feature extractors ----------------------------------------------

def check_extractors(checks, sounds):
    from transformers import ASTFeatureExtractor, Wav2Vec2FeatureExtractor, WhisperFeatureExtractor

    def run(extractor, key):
        return lambda samples, rate: np.asarray(extractor(samples, sampling_rate=rate, return_tensors="np")[key][0])

    for name, extractor, key in (
            ("Whisper, 80 bins", WhisperFeatureExtractor(), "input_features"),
            ("Whisper, 128 bins, 5 s", WhisperFeatureExtractor(feature_size=128, chunk_length=5), "input_features"),
            ("AST", ASTFeatureExtractor(), "input_values"),
            ("AST, 64 bins, 100 frames, its own mean", ASTFeatureExtractor(num_mel_bins=64, max_length=100, mean=-3.0, std=2.5), "input_values"),
            ("AST, not normalised", ASTFeatureExtractor(do_normalize=False), "input_values"),
            ("Wav2Vec2", Wav2Vec2FeatureExtractor(), "input_values"),
            ("Wav2Vec2, not normalised", Wav2Vec2FeatureExtractor(do_normalize=False), "input_values")):
        config = extractor.to_dict()
        # Whisper's has frames last, Wav2Vec2's is the sound itself.
        turn = {"WhisperFeatureExtractor": lambda x: x.T, "Wav2Vec2FeatureExtractor": lambda x: x[None]}
        turn = turn.get(config["feature_extractor_type"], lambda x: x)
        compare(checks, name, config, lambda samples, rate: turn(run(extractor, key)(samples, rate)), sounds)
        with Pipeline(config) as ours:
            saved = ours.saved()
        again = type(extractor).from_dict(saved)
        same = {k: v for k, v in again.to_dict().items() if k in config and k != "mel_filters"} == \
            {k: v for k, v in config.items() if k != "mel_filters"}
        checks.that(same and "transforms" not in saved, name + ": saved and read by transformers", "the same" if same else "differs", "the same")


# ---- librosa ------------------------------------------------------------------------

def check_librosa(checks, sounds):
    import librosa

    def log_mel(**options):
        return {"type": "log_mel", **options}

    settings = (
        ("librosa, defaults", {}, {}, {"top_db": None}),
        ("librosa, top_db 80", {"range": 80}, {}, {"top_db": 80}),
        ("librosa, ref max", {"range": 80, "reference": "max"}, {}, {"ref": np.max}),
        ("librosa, 400, HTK, reflect", {"n_fft": 400, "hop_length": 160, "n_mels": 40, "mel_scale": "htk", "pad_mode": "reflect", "f_min": 60,
                                        "f_max": 7600},
         {"n_fft": 400, "hop_length": 160, "n_mels": 40, "htk": True, "pad_mode": "reflect", "fmin": 60, "fmax": 7600}, {"top_db": None}),
        ("librosa, window 400 of 512, Hamming, magnitude, no norm", {"n_fft": 512, "win_length": 400, "hop_length": 100, "n_mels": 32,
                                                                     "window": "hamming", "power": 1, "norm": "none"},
         {"n_fft": 512, "win_length": 400, "hop_length": 100, "n_mels": 32, "window": "hamming", "power": 1, "norm": None}, {"top_db": None}),
        ("librosa, 441", {"n_fft": 441, "hop_length": 147, "n_mels": 40}, {"n_fft": 441, "hop_length": 147, "n_mels": 40}, {"top_db": None}),
    )
    for name, ours, theirs, db in settings:
        def run(samples, rate, theirs=theirs, db=db):
            return librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=rate, **theirs), **db).T
        compare(checks, name, [log_mel(**ours)], run, sounds)
    mel = [log_mel(range=80)]
    # librosa's in double. The first number of silence is -1131: the next float is 1.2e-4 further.
    audible = [(samples, rate) for samples, rate in sounds if np.abs(samples).max() > 0]
    compare(checks, "librosa, mfcc", mel + [{"type": "mfcc"}], lambda samples, rate: librosa.feature.mfcc(y=samples.astype(np.float64), sr=rate).T, audible)
    compare_relative(checks, "librosa, mfcc 13, lifter", mel + [{"type": "mfcc", "n_mfcc": 13, "lifter": 22}],
                     lambda samples, rate: librosa.feature.mfcc(y=samples.astype(np.float64), sr=rate, n_mfcc=13, lifter=22).T, sounds)


# ---- torchaudio ---------------------------------------------------------------------

def torch_mel(samples, rate, n_fft, win_length, hop_length, n_mels, mel_scale, norm, dtype):
    """torchaudio.transforms.MelSpectrogram, written out: torch.stft, melscale_fbanks."""
    import torch

    def hz_to_mel(f):
        if mel_scale == "htk":
            return 2595.0 * torch.log10(1.0 + f / 700.0)
        return torch.where(f >= 1000, 15 + torch.log(torch.clamp(f, min=1) / 1000.0) / (np.log(6.4) / 27.0), 3 * f / 200)

    def mel_to_hz(m):
        if mel_scale == "htk":
            return 700.0 * (10.0 ** (m / 2595.0) - 1.0)
        return torch.where(m >= 15, 1000.0 * torch.exp(np.log(6.4) / 27.0 * (m - 15)), 200 * m / 3)

    window = torch.hann_window(win_length, dtype=dtype)
    spectrum = torch.stft(torch.tensor(samples).to(dtype), n_fft, hop_length, win_length, window, center=True, pad_mode="reflect",
                          return_complex=True).abs().pow(2)
    ends = hz_to_mel(torch.tensor([0.0, rate // 2], dtype=torch.float64))
    points = mel_to_hz(torch.linspace(ends[0], ends[1], n_mels + 2, dtype=torch.float64))
    freqs = torch.linspace(0, rate // 2, n_fft // 2 + 1, dtype=torch.float64)
    slopes = points[None, :] - freqs[:, None]
    gaps = points[1:] - points[:-1]
    banks = torch.clamp(torch.minimum(-slopes[:, :-2] / gaps[:-1], slopes[:, 2:] / gaps[1:]), min=0)
    if norm == "slaney":
        banks *= (2.0 / (points[2:] - points[:-2]))[None]
    return (spectrum.T @ banks.to(dtype)).numpy()


def torch_mfcc(mel, n_mfcc):
    """torchaudio.transforms.MFCC of such a spectrum, written out: AmplitudeToDB with top_db 80, create_dct with norm ortho."""
    import torch
    db = 10 * torch.log10(torch.clamp(torch.tensor(mel), min=1e-10))
    db = torch.maximum(db, db.amax() - 80.0)
    n_mels = db.shape[1]
    dct = torch.cos(torch.pi / n_mels * (torch.arange(n_mels, dtype=db.dtype) + 0.5)[:, None] * torch.arange(n_mfcc, dtype=db.dtype)[None])
    dct[:, 0] *= 2.0 ** -0.5
    return (db @ (dct * (2.0 / n_mels) ** 0.5)).numpy()


def check_torchaudio(checks, sounds):
    import torch
    audible = [(samples, rate) for samples, rate in sounds if np.abs(samples).max() > 0]  # of silence: see check_librosa
    for name, n_fft, win, hop, n_mels, scale, norm in (("torchaudio, defaults", 400, 400, 200, 128, "htk", "none"),
                                                       ("torchaudio, slaney", 512, 400, 160, 64, "slaney", "slaney")):
        options = {"type": "log_mel", "n_fft": n_fft, "win_length": win, "hop_length": hop, "n_mels": n_mels, "mel_scale": scale, "norm": norm,
                   "pad_mode": "reflect"}
        args = (n_fft, win, hop, n_mels, scale, norm, torch.float64)
        compare(checks, name + ", dB", [options],
                lambda samples, rate: 10 * np.log10(np.maximum(torch_mel(samples, rate, *args), 1e-10)), sounds)
        compare_relative(checks, name, [{**options, "log": "none"}], lambda samples, rate: torch_mel(samples, rate, *args), sounds)
        for n_mfcc in (13, 40):
            mfcc = [{**options, "range": 80}, {"type": "mfcc", "n_mfcc": n_mfcc}]
            compare(checks, "%s, MFCC %d" % (name, n_mfcc), mfcc, lambda samples, rate: torch_mfcc(torch_mel(samples, rate, *args), n_mfcc), audible)
            compare_relative(checks, "%s, MFCC %d" % (name, n_mfcc), mfcc,
                             lambda samples, rate: torch_mfcc(torch_mel(samples, rate, *args), n_mfcc), sounds)


# ---- soxr ---------------------------------------------------------------------------

def check_resample(checks, recorded):
    import soxr
    rng = np.random.default_rng(1)
    for rate, to in ((8000, 16000), (44100, 16000), (48000, 16000), (16000, 8000), (22050, 16000), (11025, 16000), (44101, 16000), (16000, 44100),
                     (10000000, 16000), (100, 16000), (16000, 16000)):
        sounds = [s for s, r in recorded if r == rate] + [np.asarray(s, np.float32) for s in made_sounds(rate)][:8] + \
            [rng.normal(0, 0.2, n).astype(np.float32) for n in (1, 2, 7, 100, 999)]
        if rate >= 1000000:
            sounds = sounds[-5:] + [rng.normal(0, 0.2, 300000).astype(np.float32)]
        worst, short = Worst(), 0
        with Pipeline([{"type": "resample", "sampling_rate": to}]) as ours:
            for samples in sounds:
                theirs = soxr.resample(samples, rate, to)
                got = ours.sound(samples[None], rate)[0]
                short = max(short, abs(len(got) - len(theirs)))
                n = min(len(got), len(theirs))
                if n:
                    worst.add(got[:n], theirs[:n])
        checks.that(worst.error <= 1e-5 and short == 0, "resample %d to %d, %d sounds: largest difference" % (rate, to, len(sounds)),
                    "%.2g, lengths differ by %d" % (worst.error, short), "1e-05, 0")
    stereo = rng.normal(0, 0.2, (2, 5000)).astype(np.float32)
    with Pipeline([{"type": "resample", "sampling_rate": 16000}]) as ours:
        error = np.abs(ours.sound(stereo, 44100) - soxr.resample(stereo.T, 44100, 16000).T).max()
    checks.that(error <= 1e-5, "resample of two channels: largest difference", "%.2g" % error, "1e-05")


def refused(pipeline, samples, rate):
    with Pipeline(pipeline) as ours:
        try:
            ours.sound(np.asarray(samples, np.float32)[None], rate)
        except Error as e:
            return str(e)
    return ""


def check_refusals(checks):
    up = [{"type": "resample", "sampling_rate": 16000}]
    mel = [{"type": "log_mel"}]
    for name, pipeline, samples, rate, part in (("a rate of 1 Hz", up, [0.5] * 10, 1, "1 Hz to 16000"), ("NaN", up, [0, 1, np.nan], 8000, "sample 2"),
                                                ("infinity in a spectrum", mel, [0, np.inf], 16000, "sample 1"), ("no samples", mel, [], 16000, "0 samples"),
                                                ("another rate", mel, [0.5] * 9999, 8000, "put resample in front")):
        message = refused(pipeline, samples, rate)
        checks.that(part in message, "refused: " + name, message or "nothing said", part)


def main():
    checks = common.Checks()
    recorded = list(recordings())
    if not recorded:
        checks.skip("recordings: no data set fsdd")
    made = [(np.asarray(s, np.float32), 16000) for s in made_sounds(16000)]
    if recorded:
        import soxr
        made += [(soxr.resample(s, r, 16000), 16000) for s, r in recorded]
    check_extractors(checks, made)
    check_librosa(checks, made)
    check_torchaudio(checks, made)
    check_resample(checks, recorded)
    check_refusals(checks)
    checks.done()


if __name__ == "__main__":
    main()
