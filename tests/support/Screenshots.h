// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QFont>
#include <QImage>
#include <QWidget>

namespace studio::tests {

// The widget as it looks at this device pixel ratio, without another screen.
inline QImage grab(QWidget& widget, double ratio)
{
    QImage image(widget.size() * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(widget.palette().color(QPalette::Window));
    widget.render(&image);
    return image;
}

// Writes a picture for people to look at into the build's screenshots folder; false if that fails.
inline bool saveScreenshot(QWidget& widget, double ratio, const QString& name)
{
    const QString folder = QStringLiteral(SCREENSHOT_DIR);
    return QDir().mkpath(folder) && grab(widget, ratio).save(folder + u'/' + name + QStringLiteral(".png"));
}

// The font that the window was drawn with, where it is installed: pictures of two machines can be compared.
inline void useDesignFont()
{
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans"),
                      QStringLiteral("Noto Sans CJK SC"), QStringLiteral("WenQuanYi Micro Hei")});
    font.setPixelSize(13);
    QApplication::setFont(font);
}

} // namespace studio::tests
